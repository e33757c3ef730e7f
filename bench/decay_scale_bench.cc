// Time and peak memory of fitting so many simulated series, as they stream by:
//   decay_scale_bench [SERIES...]

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "base/parallel.h"
#include "simulation/decay_series.h"

int main(int argc, char** argv) {
  using namespace outlive;
  std::vector<std::size_t> sizes;
  for (int i = 1; i < argc; ++i) sizes.push_back(static_cast<std::size_t>(std::atoll(argv[i])));
  if (sizes.empty()) sizes = {10'000, 100'000, 1'000'000};
  const DecayTruth truth{100, 8, 0, 0, DecayNoise::censored, 0.3, 1, 0.5, 26};
  DecayOptions options;
  options.noise = DecayNoise::censored;
  options.law = DecayLaw::exponential;
  options.profile_parameters = false;
  constexpr std::size_t batch = 4096;
  for (const std::size_t size : sizes) {
    const auto begin = std::chrono::steady_clock::now();
    std::vector<char> told(batch);
    std::size_t count = 0;
    for (std::size_t first = 0; first < size; first += batch) {
      const std::size_t here = std::min(batch, size - first);
      parallel_for(here, hardware_threads(), [&](std::size_t i) {
        told[i] = fit_decay(simulate_decay(truth, 1, first + i), options).half_life.value.known();
      });
      count += static_cast<std::size_t>(
          std::count(told.begin(), told.begin() + static_cast<std::ptrdiff_t>(here), 1));
    }
    const double seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    fmt::print("{:>8} series, {} told: {:7.2f} s, {:5.1f} us each, peak {} MB\n", size, count,
               seconds, 1e6 * seconds / static_cast<double>(size), usage.ru_maxrss / 1024);
  }
}
