// What the survival estimators ask of their input.
#pragma once

#include <span>

#include "outlive/kaplan_meier.h"

namespace outlive {

// Throws Error unless every spell has exit > entry, a finite exit and a weight of 0 or more.
void check_spells(std::span<const Spell> spells);

}  // namespace outlive
