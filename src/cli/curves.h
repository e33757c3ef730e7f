// The curves of all that a store holds, for the report.
#pragma once

#include "cli/commands.h"
#include "report/curves.h"
#include "store/store.h"

namespace outlive {

Curves measure_curves(Store& store, Forecasting forecasting);

ForecastReport forecast_of(Store& store, const ForecastCommand& command);

}  // namespace outlive
