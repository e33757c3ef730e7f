// The curves of all that a store holds, for the report, and those of one chart.
#pragma once

#include "cli/commands.h"
#include "report/curves.h"
#include "store/store.h"

namespace outlive {

Curves measure_curves(Store& store, Forecasting forecasting);

RevivalsReport revivals_of(Store& store, const RevivalsCommand& command);
SpeedReport pace_of(Store& store, const SpeedCommand& command);
ForecastReport forecast_of(Store& store, const ForecastCommand& command);

}  // namespace outlive
