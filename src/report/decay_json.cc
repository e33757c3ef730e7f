#include "report/decay_json.h"

#include <cmath>

namespace outlive {
namespace {

Json estimate_object(const DecayEstimate& estimate) {
  Json object = json_estimate(estimate.value);
  if (!estimate.reason.empty()) object["reason"] = estimate.reason;
  return object;
}

Json no_estimate(std::int64_t n, const std::string& reason) {
  DecayEstimate none;
  none.value.n = n;
  none.reason = reason;
  return estimate_object(none);
}

// As a whole number where it is one.
Json json_count(double count) {
  constexpr double whole = 9007199254740992.0;  // 2^53, up to which doubles have every one.
  const bool exact = std::abs(count) < whole && count == std::floor(count);
  return exact ? Json(static_cast<std::int64_t>(count)) : json_number(count);
}

// What the two-phase law alone has; null of any other.
void add_two_phase(const DecayFit& fit, Json& object) {
  const DecayLawFit* const best = fit.best();
  const bool has = best != nullptr && best->law == DecayLaw::two_phase;
  const std::string reason =
      best == nullptr ? fit.reason : "the " + std::string(to_string(best->law)) + " law has none";
  for (const char* name : {"N", "p", "r", "q"}) {
    object[name] = no_estimate(fit.n, reason);
    if (best == nullptr) continue;
    for (const DecayParameter& parameter : best->parameters) {
      if (parameter.name == name) object[name] = estimate_object(parameter.estimate);
    }
  }
  object["half_life"] = estimate_object(fit.half_life);
  object["tenth"] = estimate_object(fit.tenth);
  object["t_equal"] = has ? estimate_object(best->t_equal) : no_estimate(fit.n, reason);
  object["t_c"] = has ? estimate_object(best->t_c) : no_estimate(fit.n, reason);
}

void add_fit(const DecayFit& fit, Json& object) {
  const DecayLawFit* const best = fit.best();
  object["model"] = best != nullptr ? Json(to_string(best->law)) : Json(nullptr);
  object["told"] = fit.told;
  object["cannot_tell"] = fit.reason.empty() ? Json(nullptr) : Json(fit.reason);
  add_two_phase(fit, object);
}

Json model_object(const DecayLawFit& fit) {
  Json object = {{"model", to_string(fit.law)}, {"status", fit.fitted ? "fitted" : fit.reason}};
  object["aicc"] = fit.fitted ? json_number(fit.aicc) : Json(nullptr);
  object["weight"] = fit.fitted ? json_number(fit.weight) : Json(nullptr);
  if (!fit.fitted) return object;
  for (const DecayParameter& parameter : fit.parameters) {
    Json one = estimate_object(parameter.estimate);
    one["standard_error"] = json_number(parameter.estimate.standard_error);
    object[std::string(parameter.name)] = one;
  }
  object["half_life"] = estimate_object(fit.half_life);
  object["tenth"] = estimate_object(fit.tenth);
  if (fit.law != DecayLaw::two_phase) return object;
  object["t_equal"] = estimate_object(fit.t_equal);
  object["t_c"] = estimate_object(fit.t_c);
  return object;
}

Json models(const DecayFit& fit) {
  Json list = Json::array();
  for (const DecayLawFit& law : fit.laws) list.push_back(model_object(law));
  return list;
}

// Ages at which a curve is drawn: close together where it is steep.
std::vector<double> drawn_ages(const CrossSection& section, DecayLaw law) {
  constexpr int steps = 120;
  std::vector<double> ages;
  const double last = section.points.back().age;
  // Log-normal ageing has no value at age 0.
  const double first = law == DecayLaw::log_normal ? section.points.front().age : 0;
  for (int i = 0; i <= steps; ++i) {
    const double share = static_cast<double>(i) / steps;
    ages.push_back(first + (last - first) * share * share);
  }
  return ages;
}

// With values as a share of `whole`, under the name `value`.
Json curve(const CrossSection& section, double whole, const char* value) {
  Json list = Json::array();
  const DecayLawFit* const best = section.fit.best();
  if (best == nullptr) return list;
  for (const double age : drawn_ages(section, best->law)) {
    const Estimate at = best->value_at(age);
    list.push_back({{"age", age},
                    {value, json_number(at.estimate / whole)},
                    {"low", json_number(at.low / whole)},
                    {"high", json_number(at.high / whole)}});
  }
  return list;
}

Json observed(const CrossSection& section, double whole, const char* value) {
  Json list = Json::array();
  for (const DecayPoint& point : section.points) {
    list.push_back({{"age", point.age},
                    {value, json_number(point.value / whole)},
                    {"n", json_count(point.weight)}});
  }
  return list;
}

Json section_object(const CrossSection& section) {
  Json object = {{"name", section.name}};
  add_fit(section.fit, object);
  object["value"] = section.value;
  object["weight"] = section.weight;
  object["works"] = json_count(section.works);
  object["undated"] = section.undated;
  object["below_floor"] = section.below_floor;
  object["models"] = models(section.fit);
  object["observed"] = observed(section, 1, "value");
  object["curve"] = curve(section, 1, "value");
  object["notes"] = section.notes;
  return object;
}

// One picture of both: each as a share of its own curve at the youngest age.
Json compared(const AgesReport& report) {
  Json list = Json::array();
  const auto add = [&](const CrossSection& section) {
    const DecayLawFit* const best = section.fit.best();
    if (best == nullptr) return;
    const double whole = best->value_at(section.points.front().age).estimate;
    list.push_back({{"name", section.name},
                    {"value", section.value},
                    {"observed", observed(section, whole, "share")},
                    {"curve", curve(section, whole, "share")}});
  };
  add(report.main);
  if (report.beside) add(*report.beside);
  return list;
}

}  // namespace

Json ages_object(const AgesReport& report) {
  Json object = section_object(report.main);
  object["beside"] = report.beside ? section_object(*report.beside) : Json(nullptr);
  object["compared"] = compared(report);
  object["findings"] = ages_findings(report);
  return object;
}

std::string ages_json(const AgesReport& report) {
  return json_text(ages_object(report));
}

std::string works_json(const WorksReport& report) {
  Json object = {{"source", report.source.name}, {"rank_exponent", report.rank_exponent}};
  if (report.source.unit != "rank") object.erase("rank_exponent");
  Json list = Json::array();
  for (const WorkDecay& work : report.works) {
    Json one = {{"title", work.work.title},
                {"performer", work.work.maker},
                {"source", report.source.name},
                {"peak", work.peak ? Json(to_string(*work.peak)) : Json(nullptr)},
                {"seen", work.seen},
                {"below_floor", work.left_out}};
    add_fit(work.fit, one);
    list.push_back(std::move(one));
  }
  object["works"] = std::move(list);
  return json_text(object);
}

}  // namespace outlive
