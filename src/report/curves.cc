#include "report/curves.h"

#include "base/file.h"
#include "outlive/error.h"
#include "report/decay_json.h"
#include "report/escape_json.h"
#include "report/forecast_json.h"
#include "report/json.h"
#include "report/revivals_json.h"
#include "report/speed_json.h"

namespace outlive {

namespace {

void leave_out_rows(Json& curves) {
  if (curves.contains("escape")) {
    for (Json& pair : curves["escape"]["escapes"]) pair.erase("observed");
  }
  if (!curves.contains("revivals")) return;
  for (Json& source : curves["revivals"]) {
    for (Json& revival : source["revivals"]) {
      for (Json& placement : revival["placements"]) placement.erase("credit");
    }
  }
}

}  // namespace

std::string curves_json(const Curves& curves, Rows rows) {
  Json object = Json::object();
  if (curves.decay) object["decay"].push_back(ages_object(*curves.decay));
  if (curves.escape) object["escape"] = escape_object(*curves.escape);
  for (const RevivalsReport& revivals : curves.revivals) {
    object["revivals"].push_back(revivals_object(revivals));
  }
  for (const SpeedReport& speed : curves.speed) object["speed"].push_back(speed_object(speed));
  for (const ForecastReport& forecast : curves.forecasts) {
    Json one = forecast_object(forecast);
    one.erase("model");  // Hundreds of coefficients, that no exhibit shows.
    object["forecast"].push_back(std::move(one));
  }
  if (rows == Rows::without) leave_out_rows(object);
  return json_text(object, -1);
}

std::string read_curves(const std::string& path) {
  constexpr std::size_t longest = std::size_t{1} << 28U;
  const Json document = Json::parse(read_head(path, longest), nullptr, false);
  if (!document.is_object()) {
    throw std::move(
        Error("is no document of curves").in(path).hint("'outlive run' writes curves.json"));
  }
  return json_text(document, -1);
}

}  // namespace outlive
