#pragma once

#include "report/forecast.h"
#include "report/json.h"

namespace outlive {

Json forecast_object(const ForecastReport& report);

}  // namespace outlive
