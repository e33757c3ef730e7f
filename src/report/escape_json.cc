#include "report/escape_json.h"

namespace outlive {
namespace {

Json day_json(const std::optional<Day>& day) {
  return day ? Json(to_string(*day)) : Json(nullptr);
}

Json text_json(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

std::string joined(const std::vector<std::string>& notes) {
  std::string text;
  for (const std::string& note : notes) text += (text.empty() ? "" : "; ") + note;
  return text;
}

Json date_json(const DateEstimate& date) {
  return {{"estimate", day_json(date.estimate)},
          {"low", day_json(date.low)},
          {"high", day_json(date.high)},
          {"n", date.n}};
}

Json escaped_json(const PairEscape& pair) {
  if (pair.escape.escaped == Escaped::cannot_tell) return nullptr;
  return pair.escape.escaped == Escaped::yes;
}

Json ratio_json(const std::vector<RatioMonth>& ratio) {
  Json list = Json::array();
  for (const RatioMonth& month : ratio) {
    list.push_back({{"month", to_string(month.month)},
                    {"estimate", json_number(month.estimate)},
                    {"low", json_number(month.low)},
                    {"high", json_number(month.high)}});
  }
  return list;
}

Json observed_json(const std::vector<MonthSeen>& months) {
  Json list = Json::array();
  for (const MonthSeen& month : months) {
    list.push_back({{"month", to_string(month.month)},
                    {"film", json_number(month.film)},
                    {"music", json_number(month.music)}});
  }
  return list;
}

Json deviation(const Escape& found, double value) {
  return found.estimated() ? json_number(value) : Json(nullptr);
}

Json pair_json(const PairEscape& pair) {
  const Escape& found = pair.escape;
  return {
      {"pair", pair.film + " / " + pair.music},
      {"film", pair.film},
      {"film_released", day_json(pair.film_released)},
      {"music", pair.music},
      {"performer", text_json(pair.performer)},
      {"escaped", escaped_json(pair)},
      {"probability", found.estimated() ? json_number(found.probability) : Json(nullptr)},
      {"ahead_from_start", found.estimated() ? json_number(found.ahead_from_start) : Json(nullptr)},
      {"date", date_json(found.date)},
      {"velocity", json_estimate(found.velocity)},
      {"velocity_now", json_estimate(found.velocity_now)},
      {"coupling",
       {{"before", json_estimate(found.coupling.before)},
        {"after", json_estimate(found.coupling.after)}}},
      {"deviations",
       {{"noise", deviation(found, found.noise_sd)},
        {"level", deviation(found, found.level_sd)},
        {"slope", deviation(found, found.slope_sd)}}},
      {"refused", text_json(pair.refused)},
      {"note", text_json(joined(pair.notes))},
      {"window", {{"from", day_json(pair.from)}, {"months", found.ratio.size()}}},
      {"ratio", ratio_json(found.ratio)},
      {"observed", observed_json(pair.observed)}};
}

}  // namespace

Json escape_object(const EscapeSet& set) {
  const EscapeOptions& options = set.options.escape;
  Json escapes = Json::array();
  for (const PairEscape& pair : set.pairs) escapes.push_back(pair_json(pair));
  return {
      {"source", set.source.source->name},
      {"unit", set.source.source->unit},
      {"window",
       {{"from", to_string(set.source.window.first)}, {"to", to_string(set.source.window.last)}}},
      {"settings",
       {{"draws", options.draws},
        {"seed", options.seed},
        {"confidence", options.confidence},
        {"least_months", options.least_months}}},
      {"findings", escape_findings(set)},
      {"notes", escape_notes(set)},
      {"escapes", escapes}};
}

std::string escape_json(const EscapeSet& set) {
  return json_text(escape_object(set));
}

}  // namespace outlive
