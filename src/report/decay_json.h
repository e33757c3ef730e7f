// Decay as part of a JSON document.
#pragma once

#include "report/decay.h"
#include "report/json.h"

namespace outlive {

Json ages_object(const AgesReport& report);

}  // namespace outlive
