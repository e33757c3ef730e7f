// Digits right on NIST's 27 nonlinear least-squares problems, from both of their starts:
//   nist_bench [FOLDER]

#include <fmt/format.h>

#include "../tests/nist/problems.h"

int main(int argc, char** argv) {
  using namespace outlive::nist;
  const std::string folder = argc > 1 ? argv[1] : OUTLIVE_NIST_DATA;
  fmt::print("{:<10}{:<9}{:>8}{:>8}{:>13}\n", "problem", "level", "start 1", "start 2",
             "evaluations");
  double sum = 0;
  double least = 11;
  const auto all = problems();
  for (const Problem& problem : all) {
    const Data data = read(folder, problem.name);
    const Score first = problem.solve(data, 0);
    const Score second = problem.solve(data, 1);
    fmt::print("{:<10}{:<9}{:>8.2f}{:>8.2f}{:>8}{:>6}\n", problem.name, problem.difficulty,
               first.digits, second.digits, first.evaluations, second.evaluations);
    sum += first.digits + second.digits;
    least = std::min({least, first.digits, second.digits});
  }
  fmt::print("average log relative error {:.2f} over {} problems and both starts; least {:.2f}\n",
             sum / static_cast<double>(2 * all.size()), all.size(), least);
}
