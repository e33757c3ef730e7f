// A chart from the store, as forecasts want it.
#pragma once

#include <string>

#include "outlive/forecast.h"
#include "store/store.h"

namespace outlive {

// Throws Error when the store holds nothing of the source, or when it is no chart of places.
Chart read_chart(Store& store, const std::string& source);

}  // namespace outlive
