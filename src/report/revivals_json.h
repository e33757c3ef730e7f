#pragma once

#include "report/json.h"
#include "report/revivals.h"

namespace outlive {

Json revivals_object(const RevivalsReport& report);

}  // namespace outlive
