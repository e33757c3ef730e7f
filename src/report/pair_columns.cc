#include "report/pair_columns.h"

namespace outlive {
namespace {

Json censoring(const LifeEnd& end) {
  return end.censored() ? Json(to_string(end.censoring)) : Json(nullptr);
}

}  // namespace

PairRow pair_row(const Pair& pair, LifeKind kind) {
  return {pair, pair.film_life.ends(kind), pair.music_life.ends(kind), judge(pair, kind)};
}

const std::vector<PairColumn>& pair_columns() {
  using Row = const PairRow&;
  static const std::vector<PairColumn> columns = {
      {"film", "VARCHAR", [](Row row) -> Json { return row.pair.film; }},
      {"film_released", "DATE", [](Row row) -> Json { return to_string(row.pair.film_released); }},
      {"film_end", "DATE", [](Row row) -> Json { return to_string(row.film.end); }},
      {"film_censored", "BOOLEAN", [](Row row) -> Json { return row.film.censored(); }},
      {"film_censoring", "", [](Row row) { return censoring(row.film); }},
      {"music", "VARCHAR", [](Row row) -> Json { return row.pair.music; }},
      {"performer", "VARCHAR", [](Row row) -> Json { return row.pair.performer; }},
      {"music_start", "DATE", [](Row row) -> Json { return to_string(row.pair.music_life.first); }},
      {"music_end", "DATE", [](Row row) -> Json { return to_string(row.music.end); }},
      {"music_censored", "BOOLEAN", [](Row row) -> Json { return row.music.censored(); }},
      {"music_censoring", "", [](Row row) { return censoring(row.music); }},
      {"music_first_life_end", "DATE",
       [](Row row) -> Json { return to_string(row.pair.music_life.first_life.end); }},
      {"revivals", "INTEGER", [](Row row) -> Json { return row.pair.revivals; }},
      {"link_reason", "VARCHAR", [](Row row) -> Json { return row.pair.link_reason; }},
      {"link_confidence", "DOUBLE", [](Row row) -> Json { return row.pair.link_confidence; }},
      {"weeks_on_chart", "INTEGER", [](Row row) -> Json { return row.pair.weeks_on_chart; }},
      {"peak_rank", "DOUBLE",
       [](Row row) {
         const double rank = row.pair.peak_rank;
         return rank > 0 ? Json(static_cast<std::int64_t>(rank)) : Json(nullptr);
       }},
      {"verdict", "VARCHAR", [](Row row) -> Json { return to_string(row.verdict.outcome); }},
      {"years", "DOUBLE", [](Row row) { return json_number(row.verdict.years.estimate); }},
      {"years_low", "DOUBLE", [](Row row) { return json_number(row.verdict.years.low); }},
      {"years_high", "DOUBLE", [](Row row) { return json_number(row.verdict.years.high); }}};
  return columns;
}

}  // namespace outlive
