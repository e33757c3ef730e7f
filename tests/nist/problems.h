// NIST's reference problems for nonlinear least squares, and how many digits a solver gets right.
//
// README.md says where the files come from. The log relative error of a parameter is the number of its
// digits that agree with the certified ones, -log10(|x - certified| / |certified|), no more than the 11
// that are certified; a problem's is that of its worst parameter.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "decay/least_squares.h"

namespace outlive::nist {

struct Data {
  std::vector<std::vector<double>> starts;  // Two of them.
  std::vector<double> certified;
  std::vector<std::array<double, 3>> rows;  // Response, and up to two predictors.
};

inline Data read(const std::string& folder, const std::string& name) {
  std::ifstream file(folder + "/" + name + ".dat");
  if (!file) throw std::runtime_error("no file " + folder + "/" + name + ".dat");
  Data data;
  data.starts.resize(2);
  std::string line;
  bool rows = false;
  while (std::getline(file, line)) {
    const std::size_t equals = line.find('=');
    if (!rows && equals != std::string::npos && line.find_first_not_of(' ') != std::string::npos &&
        line[line.find_first_not_of(' ')] == 'b') {
      std::istringstream cells(line.substr(equals + 1));
      double first = 0;
      double second = 0;
      double certified = 0;
      if (cells >> first >> second >> certified) {
        data.starts[0].push_back(first);
        data.starts[1].push_back(second);
        data.certified.push_back(certified);
      }
    }
    if (rows) {
      std::array<double, 3> row{};
      std::istringstream cells(line);
      if (cells >> row[0] >> row[1]) {
        cells >> row[2];
        data.rows.push_back(row);
      }
    }
    // The second "Data:" heads the rows; the first says what they are.
    rows = rows || (line.starts_with("Data:") && line.find('y') != std::string::npos &&
                    line.find("Response") == std::string::npos);
  }
  return data;
}

// A number and its derivatives by N parameters.
template <std::size_t N>
struct Dual {
  double value = 0;
  Vector<N> slope{};

  Dual(double v = 0) : value(v) {}  // NOLINT: a constant is a number without slope.
};

template <std::size_t N>
Dual<N> chain(const Dual<N>& x, double value, double derivative) {
  Dual<N> result(value);
  for (std::size_t i = 0; i < N; ++i) result.slope[i] = derivative * x.slope[i];
  return result;
}
template <std::size_t N>
Dual<N> operator+(Dual<N> a, const Dual<N>& b) {
  a.value += b.value;
  for (std::size_t i = 0; i < N; ++i) a.slope[i] += b.slope[i];
  return a;
}
template <std::size_t N>
Dual<N> operator-(const Dual<N>& a) {
  return chain(a, -a.value, -1);
}
template <std::size_t N>
Dual<N> operator-(const Dual<N>& a, const Dual<N>& b) {
  return a + (-b);
}
template <std::size_t N>
Dual<N> operator*(const Dual<N>& a, const Dual<N>& b) {
  Dual<N> result(a.value * b.value);
  for (std::size_t i = 0; i < N; ++i) {
    result.slope[i] = a.slope[i] * b.value + a.value * b.slope[i];
  }
  return result;
}
template <std::size_t N>
Dual<N> operator/(const Dual<N>& a, const Dual<N>& b) {
  Dual<N> result(a.value / b.value);
  for (std::size_t i = 0; i < N; ++i) {
    result.slope[i] = (a.slope[i] - result.value * b.slope[i]) / b.value;
  }
  return result;
}
template <std::size_t N>
Dual<N> operator+(double a, const Dual<N>& b) {
  return Dual<N>(a) + b;
}
template <std::size_t N>
Dual<N> operator+(const Dual<N>& a, double b) {
  return a + Dual<N>(b);
}
template <std::size_t N>
Dual<N> operator-(double a, const Dual<N>& b) {
  return Dual<N>(a) - b;
}
template <std::size_t N>
Dual<N> operator-(const Dual<N>& a, double b) {
  return a - Dual<N>(b);
}
template <std::size_t N>
Dual<N> operator*(const Dual<N>& a, double b) {
  return chain(a, a.value * b, b);
}
template <std::size_t N>
Dual<N> operator*(double b, const Dual<N>& a) {
  return a * b;
}
template <std::size_t N>
Dual<N> operator/(double a, const Dual<N>& b) {
  return Dual<N>(a) / b;
}
template <std::size_t N>
Dual<N> operator/(const Dual<N>& a, double b) {
  return chain(a, a.value / b, 1 / b);
}
template <std::size_t N>
Dual<N> exp(const Dual<N>& x) {
  const double e = std::exp(x.value);
  return chain(x, e, e);
}
template <std::size_t N>
Dual<N> log(const Dual<N>& x) {
  return chain(x, std::log(x.value), 1 / x.value);
}
template <std::size_t N>
Dual<N> sin(const Dual<N>& x) {
  return chain(x, std::sin(x.value), std::cos(x.value));
}
template <std::size_t N>
Dual<N> cos(const Dual<N>& x) {
  return chain(x, std::cos(x.value), -std::sin(x.value));
}
template <std::size_t N>
Dual<N> atan(const Dual<N>& x) {
  return chain(x, std::atan(x.value), 1 / (1 + x.value * x.value));
}
template <std::size_t N>
Dual<N> pow(const Dual<N>& x, const Dual<N>& y) {
  return exp(y * log(x));
}
template <std::size_t N>
Dual<N> square(const Dual<N>& x) {
  return x * x;
}

struct Score {
  double digits = 0;
  int evaluations = 0;
};

inline double log_relative_error(double value, double certified) {
  if (!std::isfinite(value)) return 0;
  const double error = std::abs(value - certified) / std::abs(certified);
  return std::clamp(error > 0 ? -std::log10(error) : 11.0, 0.0, 11.0);
}

template <std::size_t N, class Model>
Score solve(const Data& data, std::size_t start, const Model& model, bool log_response) {
  const auto problem = [&](const Vector<N>& b, NormalEquations<N>& at) {
    std::array<Dual<N>, N> parameters;
    for (std::size_t i = 0; i < N; ++i) {
      parameters[i].value = b[i];
      parameters[i].slope[i] = 1;
    }
    for (const auto& row : data.rows) {
      const Dual<N> predicted = model(parameters, row);
      at.add(predicted.value - (log_response ? std::log(row[0]) : row[0]), predicted.slope);
    }
    return true;
  };
  Vector<N> begin{};
  std::copy_n(data.starts.at(start).begin(), N, begin.begin());
  LeastSquaresOptions options;
  options.iterations = 20'000;
  options.damping = 100;  // Starts that lie far off ask for short first steps.
  options.tolerance = 1e-15;
  const LeastSquaresResult<N> fit = least_squares<N>(problem, begin, {}, options);
  Score score{11, fit.evaluations};
  for (std::size_t i = 0; i < N; ++i) {
    score.digits = std::min(score.digits, log_relative_error(fit.parameters[i], data.certified[i]));
  }
  return score;
}

struct Problem {
  std::string name;
  std::string difficulty;
  std::function<Score(const Data&, std::size_t)> solve;
};

template <std::size_t N, class Model>
Problem problem(const std::string& name, const std::string& difficulty, const Model& model,
                bool log_response = false) {
  return {name, difficulty, [model, log_response](const Data& data, std::size_t start) {
            return nist::solve<N>(data, start, model, log_response);
          }};
}

// All 27, with the difficulty that NIST gives them.
inline std::vector<Problem> problems() {
  constexpr double pi = 3.141592653589793238462643383279;
  const auto saturating = [](const auto& b, const auto& d) {
    return b[0] * (1.0 - exp(-b[1] * d[1]));
  };
  const auto chwirut = [](const auto& b, const auto& d) {
    return exp(-b[0] * d[1]) / (b[1] + b[2] * d[1]);
  };
  const auto gauss = [](const auto& b, const auto& d) {
    return b[0] * exp(-b[1] * d[1]) + b[2] * exp(-square(d[1] - b[3]) / square(b[4])) +
           b[5] * exp(-square(d[1] - b[6]) / square(b[7]));
  };
  const auto lanczos = [](const auto& b, const auto& d) {
    return b[0] * exp(-b[1] * d[1]) + b[2] * exp(-b[3] * d[1]) + b[4] * exp(-b[5] * d[1]);
  };
  const auto cubic = [](const auto& b, const auto& d) {
    const double x = d[1];
    return (b[0] + x * (b[1] + x * (b[2] + x * b[3]))) / (1.0 + x * (b[4] + x * (b[5] + x * b[6])));
  };
  return {
      problem<2>("Misra1a", "lower", saturating),
      problem<3>("Chwirut2", "lower", chwirut),
      problem<3>("Chwirut1", "lower", chwirut),
      problem<6>("Lanczos3", "lower", lanczos),
      problem<8>("Gauss1", "lower", gauss),
      problem<8>("Gauss2", "lower", gauss),
      problem<2>("DanWood", "lower",
                 [](const auto& b, const auto& d) { return b[0] * exp(b[1] * std::log(d[1])); }),
      problem<2>("Misra1b", "lower",
                 [](const auto& b, const auto& d) {
                   return b[0] * (1.0 - 1.0 / square(1.0 + b[1] * d[1] / 2.0));
                 }),
      problem<5>("Kirby2", "average",
                 [](const auto& b, const auto& d) {
                   const double x = d[1];
                   return (b[0] + x * (b[1] + x * b[2])) / (1.0 + x * (b[3] + x * b[4]));
                 }),
      problem<7>("Hahn1", "average", cubic),
      problem<3>(
          "Nelson", "average",
          [](const auto& b, const auto& d) { return b[0] - b[1] * d[1] * exp(-b[2] * d[2]); },
          true),
      problem<5>("MGH17", "average",
                 [](const auto& b, const auto& d) {
                   return b[0] + b[1] * exp(-b[3] * d[1]) + b[2] * exp(-b[4] * d[1]);
                 }),
      problem<6>("Lanczos1", "average", lanczos),
      problem<6>("Lanczos2", "average", lanczos),
      problem<8>("Gauss3", "average", gauss),
      problem<2>("Misra1c", "average",
                 [](const auto& b, const auto& d) {
                   return b[0] * (1.0 - exp(-0.5 * log(1.0 + 2.0 * b[1] * d[1])));
                 }),
      problem<2>(
          "Misra1d", "average",
          [](const auto& b, const auto& d) { return b[0] * b[1] * d[1] / (1.0 + b[1] * d[1]); }),
      problem<4>("Roszman1", "average",
                 [](const auto& b, const auto& d) {
                   return b[0] - b[1] * d[1] - atan(b[2] / (d[1] - b[3])) / pi;
                 }),
      problem<9>("ENSO", "average",
                 [](const auto& b, const auto& d) {
                   const double turn = 2 * pi * d[1];
                   return b[0] + b[1] * std::cos(turn / 12) + b[2] * std::sin(turn / 12) +
                          b[4] * cos(turn / b[3]) + b[5] * sin(turn / b[3]) +
                          b[7] * cos(turn / b[6]) + b[8] * sin(turn / b[6]);
                 }),
      problem<4>("MGH09", "higher",
                 [](const auto& b, const auto& d) {
                   const double x = d[1];
                   return b[0] * (x * x + x * b[1]) / (x * x + x * b[2] + b[3]);
                 }),
      problem<7>("Thurber", "higher", cubic),
      problem<2>("BoxBOD", "higher", saturating),
      problem<3>(
          "Rat42", "higher",
          [](const auto& b, const auto& d) { return b[0] / (1.0 + exp(b[1] - b[2] * d[1])); }),
      problem<3>("MGH10", "higher",
                 [](const auto& b, const auto& d) { return b[0] * exp(b[1] / (d[1] + b[2])); }),
      problem<3>("Eckerle4", "higher",
                 [](const auto& b, const auto& d) {
                   return b[0] / b[1] * exp(-0.5 * square((d[1] - b[2]) / b[1]));
                 }),
      problem<4>("Rat43", "higher",
                 [](const auto& b, const auto& d) {
                   return b[0] * exp(-log(1.0 + exp(b[1] - b[2] * d[1])) / b[3]);
                 }),
      problem<3>("Bennett5", "higher",
                 [](const auto& b, const auto& d) { return b[0] * exp(-log(b[1] + d[1]) / b[2]); }),
  };
}

}  // namespace outlive::nist
