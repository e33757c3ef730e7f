#pragma once

#include "report/escape.h"
#include "report/json.h"

namespace outlive {

Json escape_object(const EscapeSet& set);

}  // namespace outlive
