// Forecasts and their scores, in the forms in which they are given out.
#pragma once

#include <string>
#include <vector>

#include "outlive/forecast.h"

namespace outlive {

struct ForecastReport {
  std::string chart_title;
  Chart chart;
  ForecastOptions options;
  Forecasts forecasts;
  std::vector<ForecastScore> scores;
  double least =
      0;  // Only works with at least this probability within the first horizon are listed.
};

// docs/formats.md describes both.
std::string forecast_json(const ForecastReport& report);
std::string forecast_csv(const ForecastReport& report);

// For a terminal, `width` columns wide.
std::string forecast_table(const ForecastReport& report, std::size_t width);

// Plain sentences: how many works are hoped for, and how past forecasts did; and what that can and
// cannot show.
std::vector<std::string> forecast_findings(const ForecastReport& report);
std::vector<std::string> forecast_notes(const ForecastReport& report);

}  // namespace outlive
