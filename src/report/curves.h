// What the report shows of curves: one document, each part absent where there is nothing to tell of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "outlive/escapes.h"
#include "report/decay.h"
#include "report/forecast.h"
#include "report/revivals.h"
#include "report/speed.h"

namespace outlive {

struct Curves {
  std::optional<AgesReport> decay;  // Songs by age, films beside them, or either alone.
  std::optional<EscapeSet> escape;
  std::vector<RevivalsReport> revivals;
  std::vector<SpeedReport> speed;
  std::vector<ForecastReport> forecasts;
};

// docs/formats.md describes it. To be published, a document holds figures only: no observation and no
// credit as its publisher wrote it.
enum class Rows { with, without };
std::string curves_json(const Curves& curves, Rows rows);

// A document written by curves_json(). Throws Error when the file is none.
std::string read_curves(const std::string& path);

}  // namespace outlive
