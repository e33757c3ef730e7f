// What outlive/revival.h promises, measured:
//   how often change points are found where there are none, and where there are;
//   how often the fast search and the plain one disagree;
//   how often visits at random look seasonal;
//   time and memory for 10^4, 10^5 and 10^6 series.
//
//   revivals_bench [LARGEST]      series in the largest run; 1000000

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <boost/random/gamma_distribution.hpp>
#include <boost/random/poisson_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "base/parallel.h"
#include "base/random.h"
#include "outlive/revival.h"

namespace {

using namespace outlive;

double negative_binomial(Random& random, double mean, double dispersion) {
  boost::random::gamma_distribution<double> gamma(1 / dispersion, dispersion * mean);
  const double rate = gamma(random) + 1e-9;
  return static_cast<double>(boost::random::poisson_distribution<std::int64_t>(rate)(random));
}

std::vector<double> counts(Random& random, int length, double mean, double dispersion,
                           double burst) {
  std::vector<double> series;
  for (int t = 0; t < length; ++t) {
    const bool lifted = t >= length / 2 && t < length / 2 + 6;
    series.push_back(negative_binomial(random, lifted ? burst * mean : mean, dispersion));
  }
  return series;
}

// The share of stationary series that are cut, and of bursts of six periods that are found to begin
// within a period of where they do.
void rates() {
  constexpr int runs = 2000;
  fmt::print("change points: {} series a row; false alarms without a burst, found with one\n",
             runs);
  fmt::print("  length   mean  dispersion  false alarm  x2     x4     x8\n");
  std::uint64_t stream = 0;
  for (const int length : {24, 60, 200, 500}) {
    for (const double mean : {5.0, 500.0}) {
      for (const double dispersion : {0.05, 0.2, 0.8}) {
        std::vector<int> hits;
        for (const double burst : {1.0, 2.0, 4.0, 8.0}) {
          int found = 0;
          for (int i = 0; i < runs; ++i) {
            Random random = random_stream(1, stream++);
            const auto begins =
                change_points(counts(random, length, mean, dispersion, burst)).begins;
            found += burst == 1 ? begins.size() > 1
                                : std::any_of(begins.begin() + 1, begins.end(), [&](auto at) {
                                    return std::abs(static_cast<int>(at) - length / 2) <= 1;
                                  });
          }
          hits.push_back(found);
        }
        fmt::print("  {:6} {:6.0f}  {:10.2f}  {:11.3f}  {:.3f}  {:.3f}  {:.3f}\n", length, mean,
                   dispersion, hits[0] / double{runs}, hits[1] / double{runs},
                   hits[2] / double{runs}, hits[3] / double{runs});
      }
    }
  }
}

void against_the_plain_search() {
  constexpr int runs = 2000;
  int differ = 0;
  for (std::uint64_t i = 0; i < runs; ++i) {
    Random random = random_stream(2, i);
    const int length = boost::random::uniform_int_distribution<int>(1, 300)(random);
    const double dispersion = boost::random::uniform_real_distribution<double>(0.01, 1)(random);
    const std::vector<double> series = counts(random, length, 50, dispersion, 5);
    differ += change_points(series, 2).begins != change_points_by_trying(series, 2).begins;
  }
  fmt::print("\nPELT and trying every cut: {} of {} series differ\n", differ, runs);
}

void random_seasons() {
  fmt::print("\nvisits on random days that look seasonal\n  visits  share\n");
  for (const int visits : {3, 4, 5, 6, 8, 12}) {
    constexpr int runs = 20'000;
    int seasonal = 0;
    for (std::uint64_t i = 0; i < runs; ++i) {
      Random random = random_stream(3, i);
      std::vector<Visit> all;
      for (int year = 0; year < visits; ++year) {
        const int at = boost::random::uniform_int_distribution<int>(0, 364)(random);
        all.push_back({Day(Days(366 * year + at)), Days(7)});
      }
      seasonal += seasons(all, {}).front().verdict == Season::yes;
    }
    fmt::print("  {:6}  {:.4f}\n", visits, seasonal / double{runs});
  }
}

// Weekly counts over three years, in every third series with a burst; or a song's weeks in a chart,
// every tenth with a return.
Comeback simulated(std::uint64_t index, bool chart) {
  Random random = random_stream(4, index);
  std::vector<Observation> series;
  const Day first(Days(10'000));
  const Circumstances told{chart ? Scale::rank : Scale::amount,
                           {first - Days(70), first + Days(7000)},
                           {},
                           chart ? 100.0 : 0.0,
                           {}};
  const int weeks = chart ? 12 : 156;
  const double burst = index % 3 == 0 ? 6 : 1;
  for (int week = 0; week < weeks; ++week) {
    const double level = 400 * std::exp(-week / 40.0) + 20;
    const double mean = week >= 100 && week < 108 ? burst * level : level;
    const double value = chart ? boost::random::uniform_int_distribution<int>(1, 100)(random)
                               : negative_binomial(random, mean, 0.1);
    series.push_back({first + Days(7 * week), 7, value});
    if (chart && week == 6 && index % 10 == 0) break;
  }
  if (chart && index % 10 == 0) {
    for (int week = 0; week < 6; ++week) {
      series.push_back({first + Days(7 * (week + 500)), 7, 10.0 + week});
    }
  }
  return comebacks(series, told, {});
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

// In batches, as the command takes them from the store.
void scale(std::uint64_t count, bool chart) {
  constexpr std::uint64_t batch = 2048;
  const auto begin = std::chrono::steady_clock::now();
  std::uint64_t found = 0;
  std::vector<std::size_t> revivals(batch);
  for (std::uint64_t done = 0; done < count; done += batch) {
    const std::uint64_t size = std::min(batch, count - done);
    parallel_for(size, hardware_threads(),
                 [&](std::size_t i) { revivals[i] = simulated(done + i, chart).revivals.size(); });
    for (std::uint64_t i = 0; i < size; ++i) found += revivals[i];
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  fmt::print("  {:>7}  {:<7}  {:8.2f}  {:12.1f}  {:9}  {:8.0f}\n", count,
             chart ? "chart" : "counts", took.count(),
             1e6 * took.count() / static_cast<double>(count), found, peak_megabytes());
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t largest = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1'000'000;
  rates();
  against_the_plain_search();
  random_seasons();
  fmt::print("\nsimulated series, made and searched on {} threads\n", hardware_threads());
  fmt::print("   series  kind      seconds  us a series  revivals  peak MB\n");
  for (const bool chart : {true, false}) {
    for (std::uint64_t count = 10'000; count <= largest; count *= 10) scale(count, chart);
  }
}
