#include "report/json.h"

#include "report/measurement.h"
#include "report/pair_columns.h"

#ifndef OUTLIVE_VERSION
#error "the build defines OUTLIVE_VERSION"
#endif

namespace outlive {

namespace embedded {
std::string_view page(std::string_view name);
}

namespace {

Json with(Json object, const char* key, const Json& value) {
  object[key] = value;
  return object;
}

Json share(const OutcomeShare& value) {
  return with(json_estimate(value.share), "count", value.count);
}

Json win_ratio_json(const WinRatio& value) {
  Json object = json_estimate(value.ratio);
  object["wins"] = value.wins;
  object["losses"] = value.losses;
  object["ties"] = value.ties;
  return object;
}

Json curve(const KaplanMeier& km) {
  Json steps = Json::array();
  for (const SurvivalStep& step : km.steps) {
    steps.push_back({{"time", step.time},
                     {"at_risk", step.at_risk},
                     {"events", step.events},
                     {"censored", step.censored},
                     {"survival", step.survival},
                     {"low", json_number(step.low)},
                     {"high", json_number(step.high)}});
  }
  return steps;
}

Json hazard(const std::vector<HazardPiece>& pieces) {
  Json list = Json::array();
  for (const HazardPiece& piece : pieces) {
    Json object = {{"from", piece.from}, {"to", piece.to}, {"exposure", piece.exposure}};
    object.update(json_estimate(piece.rate));
    list.push_back(object);
  }
  return list;
}

Json hazard_ratio_json(const HazardRatio& value) {
  return with(json_estimate(value.ratio), "p", json_number(value.p));
}

Json proportional_hazards_json(const ProportionalHazards& tests) {
  Json list = Json::array();
  const auto add = [&](const std::string& name, const ChiSquareTest& test) {
    list.push_back({{"term", name},
                    {"chi_square", json_number(test.chi_square)},
                    {"df", test.degrees_of_freedom},
                    {"p", json_number(test.p)}});
  };
  for (const auto& term : tests.terms) add(term.name, term.test);
  add("all", tests.global);
  return list;
}

Json eras_json(const std::vector<ControlEra>& eras) {
  Json list = Json::array();
  for (const ControlEra& era : eras) {
    list.push_back({{"era", era.era},
                    {"soundtracks", era.soundtracks},
                    {"in_cinemas", hazard_ratio_json(era.in_cinemas)},
                    {"after", hazard_ratio_json(era.after)}});
  }
  return list;
}

Json controls_json(const Controls& controls) {
  return {{"rule", controls.rule},
          {"soundtracks", controls.soundtracks},
          {"others", controls.others},
          {"sets", controls.soundtracks},
          {"overall", hazard_ratio_json(controls.overall)},
          {"in_cinemas", hazard_ratio_json(controls.in_cinemas)},
          {"after", hazard_ratio_json(controls.after)},
          {"difference_p", json_number(controls.difference_p)},
          {"eras", eras_json(controls.eras)},
          {"concordance", json_estimate(controls.concordance)},
          {"proportional_hazards", proportional_hazards_json(controls.proportional_hazards)},
          {"hazard",
           {{"soundtracks_in_cinemas", hazard(controls.hazard_in_cinemas)},
            {"soundtracks_after", hazard(controls.hazard_after)},
            {"others", hazard(controls.hazard_others)}}},
          {"survival",
           {{"soundtracks", curve(controls.survival_soundtracks)},
            {"others", curve(controls.survival_others)}}}};
}

Json pair_json(const Pair& pair, LifeKind kind) {
  const PairRow row = pair_row(pair, kind);
  Json object = Json::object();
  for (const PairColumn& column : pair_columns()) object[column.name] = column.value(row);
  return object;
}

Json population_json(const Measurement& measurement) {
  const Population& all = measurement.population;
  Json object = {
      {"n", all.n},
      {"outlived", share(all.outlived)},
      {"outlasted", share(all.outlasted)},
      {"tied", share(all.tied)},
      {"undecided", share(all.undecided)},
      {"bounds", {{"low", json_estimate(all.bound_low)}, {"high", json_estimate(all.bound_high)}}},
      {"win_ratio", win_ratio_json(all.win_ratio)},
      {"median_life",
       {{"film", json_estimate(all.film_survival.median())},
        {"music", json_estimate(all.music_survival.median())}}},
      {"survival", {{"film", curve(all.film_survival)}, {"music", curve(all.music_survival)}}}};
  for (const RestrictedMeans& means : all.restricted_means) {
    object["rmst"].push_back({{"years", means.years},
                              {"film", json_estimate(means.film)},
                              {"music", json_estimate(means.music)},
                              {"difference", json_estimate(means.difference)}});
  }
  object["controls"] = all.controls ? controls_json(*all.controls) : Json(nullptr);
  if (!all.controls) object["controls_missing"] = all.controls_missing;
  object["sensitivity"] = Json::array();
  for (const Sensitivity& other : measurement.sensitivity) {
    object["sensitivity"].push_back(
        {{"setting", other.setting},
         {"outlived", share(other.population.outlived)},
         {"win_ratio", win_ratio_json(other.population.win_ratio)},
         {"median_music", json_estimate(other.population.music_survival.median())}});
  }
  object["by_decade"] = Json::array();
  for (const DecadeShare& decade : all.decades) {
    object["by_decade"].push_back({{"decade", decade.decade},
                                   {"n", decade.outlived.share.n},
                                   {"outlived", share(decade.outlived)},
                                   {"win_ratio", win_ratio_json(decade.win_ratio)}});
  }
  return object;
}

Json sources_json(const Measurement& measurement) {
  Json list = Json::array();
  for (const MeasuredSource& source : measurement.sources) {
    list.push_back({{"name", source.name},
                    {"title", source.title},
                    {"role", source.role},
                    {"unit", source.unit},
                    {"from", to_string(source.window.first)},
                    {"to", to_string(source.window.last)},
                    {"floor", source.floor > 0 ? Json(source.floor) : Json(nullptr)},
                    {"works", source.works}});
  }
  return list;
}

Json measurement_object(const Measurement& measurement) {
  Json pairs = Json::array();
  for (const Pair& pair : measurement.pairs) {
    pairs.push_back(pair_json(pair, measurement.options.life));
  }
  Json refused = Json::array();
  for (const RefusedPair& pair : measurement.refused) {
    refused.push_back({{"film", pair.film}, {"music", pair.music}, {"reason", pair.reason}});
  }
  return {{"outlive", OUTLIVE_VERSION},
          {"settings",
           {{"theta", measurement.rule.share},
            {"gap_weeks", measurement.rule.silence.count() / 7},
            {"life", to_string(measurement.options.life)},
            {"confidence", measurement.options.confidence},
            {"seed", measurement.options.seed},
            {"resamples", measurement.options.resamples},
            {"since", to_string(measurement.since)}}},
          {"sources", sources_json(measurement)},
          {"pairs", pairs},
          {"refused", refused},
          {"population", population_json(measurement)},
          {"findings", findings(measurement)},
          {"assumptions", assumptions(measurement)}};
}

}  // namespace

std::string measurement_json(const Measurement& measurement, int indent) {
  return json_text(measurement_object(measurement), indent);
}

std::string report_html(const Measurement& measurement, const std::string& curves) {
  Json document = measurement_object(measurement);
  if (!curves.empty()) document["curves"] = Json::parse(curves);
  std::string data = json_text(document, -1);
  // Within a script element "<" could end it.
  for (std::size_t at = 0; (at = data.find('<', at)) != std::string::npos;) {
    data.replace(at, 1, "\\u003c");
  }
  constexpr std::string_view placeholder = "__OUTLIVE_DATA__";
  std::string html(embedded::page("report.html"));
  html.replace(html.find(placeholder), placeholder.size(), data);
  return html;
}

}  // namespace outlive
