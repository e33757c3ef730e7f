// The curves of all that a store holds, for the report.
#pragma once

#include "report/curves.h"
#include "store/store.h"

namespace outlive {

Curves measure_curves(Store& store);

}  // namespace outlive
