#include "report/revivals_json.h"

#include <fmt/format.h>

#include "base/csv.h"

namespace outlive {
namespace {

Json word_or_null(const std::string& word) {
  return word.empty() ? Json(nullptr) : Json(word);
}

Json season_verdict(const Season& season) {
  if (season.verdict == Season::cannot_tell) return nullptr;
  return season.verdict == Season::yes;
}

Json beauty_json(const SleepingBeauty& beauty) {
  Json object = json_estimate({beauty.coefficient, std::nan(""), std::nan(""), beauty.years});
  object["awakening"] = beauty.awakening ? Json(to_string(*beauty.awakening)) : Json(nullptr);
  return object;
}

Json peak_json(const Revival& revival) {
  Json object = json_estimate({revival.peak, revival.peak, revival.peak, revival.periods});
  object["date"] = to_string(revival.peak_day);
  return object;
}

Json placement_json(const Placement& placement, Day begins) {
  return {{"film", placement.film.title},
          {"imdb", word_or_null(placement.film.external)},
          {"released_from", to_string(placement.film.released)},
          {"released_to", to_string(placement.film.latest())},
          {"days_between", {placement.least(begins), placement.most(begins)}},
          {"performer", word_or_null(placement.performer)},
          {"credit", placement.credit},
          {"doubt", word_or_null(placement.doubt)}};
}

Json revival_json(const FoundRevival& found, const std::string& source) {
  const Revival& revival = found.revival;
  Json placements = Json::array();
  for (const Placement& placement : found.placements) {
    placements.push_back(placement_json(placement, found.counted));
  }
  return {{"title", found.work.title},
          {"performer", word_or_null(found.work.maker)},
          {"also_listed_as", found.also},
          {"source", source},
          {"first", to_string(found.first)},
          {"kind", to_string(revival.kind)},
          {"begins", to_string(revival.begins)},
          {"ends", to_string(revival.ends)},
          {"censoring", to_string(revival.censoring)},
          {"periods", revival.periods},
          {"size", json_number(revival.size)},
          {"share", json_number(revival.share)},
          {"peak", peak_json(revival)},
          {"rise", json_estimate(revival.rise)},
          {"half_life", json_estimate(revival.half_life)},
          {"shape", to_string(revival.shape.response)},
          {"shape_untold", word_or_null(revival.shape.why)},
          {"in_peak", json_number(revival.shape.in_peak)},
          {"exponent", json_estimate(revival.shape.exponent)},
          {"seasonal", season_verdict(revival.season)},
          {"season",
           {{"visits", revival.season.visits},
            {"in_season", revival.season.in_season},
            {"chance", json_number(revival.season.chance)}}},
          {"beauty", beauty_json(found.beauty)},
          {"written_for", word_or_null(found.written_for)},
          {"placements", placements},
          {"placed_by_chance", json_estimate(found.chance)}};
}

Json rule_json(const RevivalsReport& report) {
  const RevivalRule& rule = report.rule;
  return {{"silence_days", rule.life.silence.count()},
          {"share_of_peak", rule.life.share},
          {"rise", rule.rise},
          {"penalty", rule.penalty},
          {"season_window_days", rule.season_window.count()},
          {"season_longest_days", rule.season_longest.count()},
          {"season_silence_days", rule.season_silence.count()},
          {"season_level", rule.season_level},
          {"placement_before_days", report.placement.before.count()},
          {"placement_after_days", report.placement.after.count()}};
}

std::string placements_text(const FoundRevival& found) {
  std::string all;
  for (const Placement& placement : found.placements) {
    if (!all.empty()) all += "; ";
    all += fmt::format("{} [{}, {}]{}", placement.film.title, placement.least(found.counted),
                       placement.most(found.counted), placement.doubt.empty() ? "" : " ?");
  }
  return all;
}

}  // namespace

std::string_view to_string(Revival::Kind kind) {
  return kind == Revival::burst ? "burst" : "return";
}

Json revivals_object(const RevivalsReport& report) {
  Json revivals = Json::array();
  for (const FoundRevival* found : chosen_revivals(report)) {
    revivals.push_back(revival_json(*found, report.source.name));
  }
  const Revivals& all = report.revivals;
  return {{"source", report.source.name},
          {"from", to_string(report.source.window.first)},
          {"to", to_string(report.source.window.last)},
          {"unit", report.source.unit},
          {"works", all.works},
          {"titles_joined", all.joined},
          {"seasonal_works", all.seasonal_works},
          {"let_in", all.let_in},
          {"rule", rule_json(report)},
          {"placed", all.placed()},
          {"placed_by_chance", json_estimate(all.placed_by_chance)},
          {"findings", revivals_findings(report)},
          {"notes", revivals_notes(report)},
          {"revivals", revivals}};
}

std::string revivals_json(const RevivalsReport& report) {
  return json_text(revivals_object(report));
}

std::string revivals_csv(const RevivalsReport& report) {
  CsvWriter csv({"source",   "title",     "performer",     "kind",           "begins",
                 "ends",     "censoring", "periods",       "size",           "share",
                 "peak",     "peak_date", "rise",          "rise_low",       "rise_high",
                 "rise_n",   "half_life", "half_life_low", "half_life_high", "half_life_n",
                 "shape",    "exponent",  "exponent_low",  "exponent_high",  "exponent_n",
                 "seasonal", "beauty",    "awakening",     "placements"});
  for (const FoundRevival* found : chosen_revivals(report)) {
    const Revival& revival = found->revival;
    for (const std::string& cell :
         {report.source.name, found->work.title, found->work.maker,
          std::string(to_string(revival.kind)), to_string(revival.begins), to_string(revival.ends),
          std::string(to_string(revival.censoring)), std::to_string(revival.periods),
          csv_number(revival.size), csv_number(revival.share), csv_number(revival.peak),
          to_string(revival.peak_day)}) {
      csv.cell(cell);
    }
    csv.cells(revival.rise);
    csv.cells(revival.half_life);
    csv.cell(to_string(revival.shape.response));
    csv.cells(revival.shape.exponent);
    const Season::Verdict season = revival.season.verdict;
    csv.cell(season == Season::cannot_tell ? "" : season == Season::yes ? "true" : "false");
    csv.cell(csv_number(found->beauty.coefficient));
    csv.cell(found->beauty.awakening ? to_string(*found->beauty.awakening) : "");
    csv.cell(placements_text(*found));
    csv.end_row();
  }
  return csv.text();
}

}  // namespace outlive
