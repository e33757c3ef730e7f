// A pair as a row: every column once, for JSON, CSV and Parquet alike.
#pragma once

#include <vector>

#include "outlive/pair.h"
#include "report/json.h"

namespace outlive {

struct PairRow {
  const Pair& pair;
  const LifeEnd& film;
  const LifeEnd& music;
  Verdict verdict;
};

PairRow pair_row(const Pair& pair, LifeKind kind);

struct PairColumn {
  const char* name;
  const char* type;  // In SQL; "": in JSON only.
  Json (*value)(const PairRow& row);
};

const std::vector<PairColumn>& pair_columns();

}  // namespace outlive
