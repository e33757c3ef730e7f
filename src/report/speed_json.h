#pragma once

#include "report/json.h"
#include "report/speed.h"

namespace outlive {

Json speed_object(const SpeedReport& report);

}  // namespace outlive
