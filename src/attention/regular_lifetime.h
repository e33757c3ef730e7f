// The lifetime of an amount observed in every period of equal length, without a gap: fast.
//
// DESCRIPTION. What lifetime() says of the same observations (Scale::amount, no rules, no window), for
// the case that large files are made of. Kept equal to it by test.
//
// IMPLEMENTATION. Without gaps a centred mean is a sum over neighbouring elements, which vectorises;
// and where every period between the first and the last alive is alive, there is no silence to look
// for.
#pragma once

#include <optional>
#include <span>

#include "outlive/lifetime.h"

namespace outlive {

// The life of values observed from `first` on, every `step` days. Nothing when it was never alive, or
// when a value is missing, negative or not finite: then lifetime() has to be asked.
// REQUIRES: step > 0.
std::optional<Lifetime> regular_lifetime(Day first, std::int32_t step,
                                         std::span<const double> values, const LifetimeRule& rule);

}  // namespace outlive
