// Arithmetic on rows of doubles, four at a time.
//
// The same operations in the same order on every processor: AVX2 where there is one, else two SSE2
// halves. No fused multiply-add, and an exponential of our own, so that a fit is not at the mercy
// of the processor. A function marked OUTLIVE_VECTOR is compiled for both, with all it calls, and
// the right one is picked when the program starts.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)
#define OUTLIVE_VECTOR __attribute__((target_clones("avx2", "default"), flatten))
#else
#define OUTLIVE_VECTOR
#endif

namespace outlive {

inline constexpr std::size_t lanes = 4;

// Room for numbers, aligned for lanes and not yet set.
class AlignedNumbers {
 public:
  AlignedNumbers() = default;
  explicit AlignedNumbers(std::size_t n)
      : memory_(static_cast<double*>(
            std::aligned_alloc(alignment, (n * sizeof(double) / alignment + 1) * alignment))) {
    if (!memory_) throw std::bad_alloc();
  }
  double* data() { return memory_.get(); }
  const double* data() const { return memory_.get(); }

 private:
  static constexpr std::size_t alignment = lanes * sizeof(double);
  struct Free {
    void operator()(double* memory) const { std::free(memory); }
  };
  std::unique_ptr<double, Free> memory_;
};

using Vector4 = double __attribute__((vector_size(32), may_alias));
using Integers4 = long long __attribute__((vector_size(32), may_alias));

// Rows are aligned to 32 bytes and `stride` (a multiple of 4) long.

inline void add_scaled(double* sum, const double* row, double factor, std::size_t stride) {
  for (std::size_t j = 0; j < stride; j += lanes) {
    *reinterpret_cast<Vector4*>(sum + j) += factor * *reinterpret_cast<const Vector4*>(row + j);
  }
}

inline void scale(double* product, const double* row, double factor, std::size_t stride) {
  for (std::size_t j = 0; j < stride; j += lanes) {
    *reinterpret_cast<Vector4*>(product + j) = factor * *reinterpret_cast<const Vector4*>(row + j);
  }
}

inline double dot(const double* a, const double* b, std::size_t stride) {
  Vector4 sum = {0, 0, 0, 0};
  for (std::size_t j = 0; j < stride; j += lanes) {
    sum += *reinterpret_cast<const Vector4*>(a + j) * *reinterpret_cast<const Vector4*>(b + j);
  }
  return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

// Replaces four numbers by their exponentials, to within one unit in the last place; below -708
// and above 709 they are held there. exp(x) = 2^k exp(r), |r| <= ln(2) / 2, by Taylor's series.
inline void exponentiate(double* values) {
  Vector4& x = *reinterpret_cast<Vector4*>(values);
  constexpr double lowest = -708;
  constexpr double highest = 709;
  for (std::size_t j = 0; j < lanes; ++j) {
    x[j] = x[j] < lowest ? lowest : x[j];
    x[j] = x[j] > highest ? highest : x[j];
  }
  constexpr double shift = 6755399441055744.0;  // 1.5 * 2^52: adding it rounds to a whole number.
  const Vector4 shifted = x * 1.4426950408889634 + shift;
  const Vector4 k = shifted - shift;
  // ln 2 in two parts, the first short enough for k times it to be exact.
  const Vector4 r = (x - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10;
  Vector4 series = r * (1.0 / 6227020800) + 1.0 / 479001600;
  series = series * r + 1.0 / 39916800;
  series = series * r + 1.0 / 3628800;
  series = series * r + 1.0 / 362880;
  series = series * r + 1.0 / 40320;
  series = series * r + 1.0 / 5040;
  series = series * r + 1.0 / 720;
  series = series * r + 1.0 / 120;
  series = series * r + 1.0 / 24;
  series = series * r + 1.0 / 6;
  series = series * r + 0.5;
  series = (series * r) * r + r + 1.0;
  // The low bits of `shifted` hold k: into the exponent with them.
  Integers4 bits = reinterpret_cast<const Integers4&>(series);
  bits += reinterpret_cast<const Integers4&>(shifted) << 52;
  x = reinterpret_cast<const Vector4&>(bits);
}

// Adds sum_i weight[i] row_i row_i' to the lower triangle of `gram`, stride x stride, row by row;
// of blocks on the diagonal the whole block is filled.
inline void add_weighted_gram(const double* rows, const double* weight, std::size_t n,
                              std::size_t stride, double* gram) {
  for (std::size_t a = 0; a < stride; a += lanes) {
    for (std::size_t b = 0; b <= a; b += lanes) {
      Vector4 g0 = {0, 0, 0, 0};
      Vector4 g1 = g0;
      Vector4 g2 = g0;
      Vector4 g3 = g0;
      for (std::size_t i = 0; i < n; ++i) {
        const double* row = rows + i * stride;
        const Vector4 right = weight[i] * *reinterpret_cast<const Vector4*>(row + b);
        g0 += row[a] * right;
        g1 += row[a + 1] * right;
        g2 += row[a + 2] * right;
        g3 += row[a + 3] * right;
      }
      double* const out = gram + a * stride + b;
      *reinterpret_cast<Vector4*>(out) += g0;
      *reinterpret_cast<Vector4*>(out + stride) += g1;
      *reinterpret_cast<Vector4*>(out + 2 * stride) += g2;
      *reinterpret_cast<Vector4*>(out + 3 * stride) += g3;
    }
  }
}

}  // namespace outlive
