// What the commands that measure share.
#pragma once

#include "cli/commands.h"
#include "report/measurement.h"

namespace outlive {

// From a store's pairs, or from a file of lifetimes, to the whole measurement.
Measurement measure_store(Store& store, PairSet set, const MeasureCommand& command);
Measurement measure(const MeasureCommand& command);

// Writes `content` to a file, or to standard output for "-".
void write_output(const std::string& path, const std::string& content);

// The width of the terminal on standard output, or 80.
std::size_t terminal_width();

// The doubtful links as a CSV that a person can fill in and `outlive link --decisions` reads.
std::string doubtful_csv(const std::vector<DoubtfulLink>& doubtful);

}  // namespace outlive
