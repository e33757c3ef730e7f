#include "report/forecast_json.h"

#include <fmt/format.h>

#include "base/csv.h"

namespace outlive {
namespace {

// With more forecasts than this nobody reads the file line by line.
constexpr std::size_t most_indented = 10'000;

std::string horizon_name(int years) {
  return fmt::format("{}y", years);
}

Json brier_and_log(const ForecasterScore& score) {
  return {{"brier", json_number(score.brier)}, {"log_score", json_number(score.log_score)}};
}

// 1 − Brier / Brier of the simple answer.
Json skill(const ForecasterScore& model, const ForecasterScore& simple) {
  return json_number(1 - model.brier / simple.brier);
}

Json score_json(const ForecastScore& score) {
  Json bins = Json::array();
  for (const CalibrationBin& bin : score.calibration.bins) {
    bins.push_back({{"from", bin.from},
                    {"to", bin.to},
                    {"forecast", bin.forecast},
                    {"observed", json_estimate(bin.observed)}});
  }
  return {{"as_of", to_string(score.as_of)},
          {"horizon", horizon_name(score.horizon)},
          {"n", score.works},
          {"sighted", score.sighted},
          {"expected", json_number(score.expected)},
          {"model", brier_and_log(score.model)},
          {"table", brier_and_log(score.table)},
          {"age", brier_and_log(score.age)},
          {"persistence", brier_and_log(score.persistence)},
          {"skill",
           {{"over_table", json_estimate(score.gain)},
            {"over_age", skill(score.model, score.age)},
            {"over_persistence", skill(score.model, score.persistence)}}},
          {"calibration",
           {{"slope", json_estimate(score.calibration.slope)},
            {"intercept", json_estimate(score.calibration.intercept)},
            {"bins", std::move(bins)}}}};
}

Json model_json(const ForecastReport& report) {
  Json blocks = Json::array();
  for (const TrainingBlock& block : report.forecasts.blocks) {
    blocks.push_back({{"standing", block.standing},
                      {"period", block.period},
                      {"rows", block.rows},
                      {"sighted", block.sighted},
                      {"works", block.works}});
  }
  Json effects = Json::array();
  for (const CovariateEffect& effect : report.forecasts.effects) {
    effects.push_back({{"standing", effect.standing},
                       {"period", effect.period},
                       {"covariate", effect.covariate},
                       {"odds_ratio", json_estimate(effect.odds_ratio)}});
  }
  return {{"ridge", report.options.ridge},
          {"memory_years", report.options.memory},
          {"training_years", report.options.years},
          {"training_days", report.forecasts.training_days},
          {"confidence", report.options.confidence},
          {"blocks", std::move(blocks)},
          {"effects", std::move(effects)}};
}

}  // namespace

Json forecast_object(const ForecastReport& report) {
  const std::vector<int>& horizons = report.options.horizons;
  const std::string as_of = to_string(report.options.as_of);
  Json root = {{"source", report.chart.source}, {"as_of", as_of}, {"horizons", Json::array()}};
  for (std::size_t h = 0; h < horizons.size(); ++h) {
    const std::string& reason = report.forecasts.cannot_tell[h];
    root["horizons"].push_back({{"horizon", horizon_name(horizons[h])},
                                {"cannot_tell", reason.empty() ? Json(nullptr) : Json(reason)}});
  }
  root["findings"] = forecast_findings(report);
  root["notes"] = forecast_notes(report);
  root["model"] = model_json(report);
  root["scores"] = Json::array();
  for (const ForecastScore& score : report.scores) root["scores"].push_back(score_json(score));
  root["forecasts"] = Json::array();
  for (const WorkForecast& own : report.forecasts.works) {
    if (own.probability[0].estimate < report.least) continue;
    const ChartedWork& work = report.chart.works[own.work];
    for (std::size_t h = 0; h < horizons.size(); ++h) {
      root["forecasts"].push_back({{"title", work.title},
                                   {"performer", work.performer},
                                   {"source", report.chart.source},
                                   {"as_of", as_of},
                                   {"on_chart", own.on_chart},
                                   {"last_seen", to_string(own.last_seen)},
                                   {"horizon", horizon_name(horizons[h])},
                                   {"probability", json_estimate(own.probability[h])}});
    }
  }
  return root;
}

std::string forecast_json(const ForecastReport& report) {
  const Json root = forecast_object(report);
  return json_text(root, root["forecasts"].size() > most_indented ? -1 : 1);
}

std::string forecast_csv(const ForecastReport& report) {
  CsvWriter csv({"title", "performer", "source", "as_of", "on_chart", "last_seen", "horizon",
                 "probability", "low", "high", "n"});
  const std::string as_of = to_string(report.options.as_of);
  for (const WorkForecast& own : report.forecasts.works) {
    const ChartedWork& work = report.chart.works[own.work];
    for (std::size_t h = 0; h < own.probability.size(); ++h) {
      for (const std::string& name :
           {work.title, work.performer, report.chart.source, as_of,
            std::string(own.on_chart ? "true" : "false"), to_string(own.last_seen),
            horizon_name(report.options.horizons[h])}) {
        csv.cell(name);
      }
      csv.cells(own.probability[h]);
      csv.end_row();
    }
  }
  return csv.text();
}

}  // namespace outlive
