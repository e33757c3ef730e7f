// What the commands that measure share.
#pragma once

#include "cli/commands.h"
#include "report/measurement.h"

namespace outlive {

// From a store's pairs, or from a file of lifetimes, to the whole measurement.
Measurement measure_store(Store& store, PairSet set, const MeasureCommand& command);
Measurement measure(const MeasureCommand& command);

// The doubtful links as a CSV that a person can fill in and `outlive link --decisions` reads.
std::string doubtful_csv(const std::vector<DoubtfulLink>& doubtful);

}  // namespace outlive
