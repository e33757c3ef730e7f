// How figures are written in JSON: what is not finite is null, and an estimate is an object of
// estimate, low, high and n. Slow to compile: for the few files that write JSON.
#pragma once

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

#include "outlive/estimate.h"

namespace outlive {

using Json = nlohmann::ordered_json;

inline Json json_number(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

inline Json json_estimate(const Estimate& value) {
  return {{"estimate", json_number(value.estimate)},
          {"low", json_number(value.low)},
          {"high", json_number(value.high)},
          {"n", value.n}};
}

// As a file: text that is not UTF-8 is replaced, and a line ends it.
inline std::string json_text(const Json& json, int indent = 1) {
  return json.dump(indent, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace outlive
