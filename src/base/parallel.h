// A loop over independent pieces of work, on several threads.
//
//   std::vector<DecayFit> fits(series.size());
//   parallel_for(series.size(), hardware_threads(), [&](std::size_t i) { fits[i] = fit(series[i]); });
//
// Which thread takes which piece is left to chance: a piece that writes only what is its own, and draws
// from a random stream of its own (base/random.h), gives the same on one thread or eight.
#pragma once

#include <cstddef>
#include <functional>

namespace outlive {

int hardware_threads();

// Calls `work` once for each index below `count`, on up to `threads` threads, and returns when all are
// done. Where pieces throw, the exception of the first among them by index is thrown on, after the
// others have come to an end; pieces not begun by then are left.
void parallel_for(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

}  // namespace outlive
