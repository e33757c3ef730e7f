// Times the bootstrap over pairs: bootstrap_bench LIFETIMES.csv [RESAMPLES]

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>

#include "outlive/lifetimes_file.h"
#include "outlive/population.h"

int main(int argc, char** argv) {
  using outlive::LifetimesFile;
  if (argc < 2) return 2;
  const LifetimesFile file = outlive::read_lifetimes(argv[1], "");
  outlive::PopulationOptions options;
  options.resamples = argc > 2 ? std::atoi(argv[2]) : 10'000;
  const auto begin = std::chrono::steady_clock::now();
  const auto means = outlive::restricted_means(file.pairs, options);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  fmt::print("{} resamples of {} pairs, both sides up to 1, 5 and 10 years: {:.3f} s\n",
             options.resamples, file.pairs.size(), seconds.count());
  fmt::print("difference up to 5 years: {:.4f} ({:.4f} to {:.4f}) years\n",
             means[1].difference.estimate, means[1].difference.low, means[1].difference.high);
}
