// The measurement as rows: CSV, Parquet, and a table for a terminal.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "base/csv.h"
#include "base/file.h"
#include "outlive/error.h"
#include "report/measurement.h"
#include "report/pair_columns.h"
#include "report/terminal.h"
#include "store/store.h"

namespace outlive {
namespace {

// --- terminal ------------------------------------------------------------------------------------

std::string years_words(const Verdict& verdict) {
  const Estimate& years = verdict.years;
  const bool low = std::isfinite(years.low);
  const bool high = std::isfinite(years.high);
  if (!low && !high) return "      ?";
  if (!high) return fmt::format("≥{:+6.2f}", years.low);
  if (!low) return fmt::format("≤{:+6.2f}", years.high);
  return fmt::format(" {:+6.2f}", years.estimate);
}

std::string pair_line(const Pair& pair, LifeKind kind, std::size_t width) {
  const Verdict verdict = judge(pair, kind);
  const LifeEnd& film = pair.film_life.ends(kind);
  const LifeEnd& music = pair.music_life.ends(kind);
  const auto end = [](const LifeEnd& life) {
    return to_string(life.end) + (life.censored() ? "+" : " ");
  };
  const std::size_t title = std::max<std::size_t>(16, width - 54);
  return fmt::format("{}  {}  {} {}  {}  {}\n", fit(pair.film, title),
                     to_string(pair.film_released).substr(0, 4), end(film), end(music),
                     years_words(verdict), to_string(verdict.outcome));
}

std::string share_line(const char* name, const OutcomeShare& share) {
  return fmt::format("  {:<38}{:>5}  {:5.1f} %   {:5.1f} to {:5.1f} %\n", name, share.count,
                     100 * share.share.estimate, 100 * share.share.low, 100 * share.share.high);
}

std::string estimate_line(const std::string& name, const Estimate& value, const char* unit) {
  const auto limit = [](double x) {
    return std::isfinite(x) ? fmt::format("{:.2f}", x) : std::string("?");
  };
  return fmt::format("  {:<38}{:>5}  {:>7}   {:>5} to {:>5}{}\n", name, value.n,
                     limit(value.estimate), limit(value.low), limit(value.high), unit);
}

std::string population_lines(const Measurement& m) {
  const Population& all = m.population;
  std::string text = fmt::format("  {:<38}{:>5}  {:>7}   {:g} % interval\n", "", "n", "estimate",
                                 100 * m.options.confidence);
  text += share_line("music outlived its film", all.outlived);
  text += share_line("film outlasted its music", all.outlasted);
  text += share_line("tied", all.tied);
  text += share_line("undecided", all.undecided);
  text += estimate_line("win ratio, music to film", all.win_ratio.ratio, "");
  text += estimate_line("median life of films", all.film_survival.median(), " years");
  text += estimate_line("median life of their music", all.music_survival.median(), " years");
  for (const RestrictedMeans& mean : all.restricted_means) {
    text += estimate_line(
        fmt::format("mean difference up to {:g} year{}", mean.years, mean.years > 1 ? "s" : ""),
        mean.difference, " years");
  }
  if (all.controls) {
    text += "  hazard ratio of leaving the chart, against like albums\n";
    text += estimate_line("    during the film's first run", all.controls->in_cinemas.ratio, "");
    text += estimate_line("    after it", all.controls->after.ratio, "");
    for (const ControlEra& era : all.controls->eras) {
      const bool before = era.era.find("before") != std::string::npos;
      text += estimate_line(
          before ? "    after it, entered before Dec 2009" : "    after it, entered since then",
          era.after.ratio, "");
    }
  }
  return text;
}

std::vector<const Pair*> by_years(const Measurement& m) {
  std::vector<const Pair*> sorted;
  for (const Pair& pair : m.pairs) sorted.push_back(&pair);
  std::stable_sort(sorted.begin(), sorted.end(), [&](const Pair* a, const Pair* b) {
    return judge(*a, m.options.life).years.estimate > judge(*b, m.options.life).years.estimate;
  });
  return sorted;
}

// --- rows ----------------------------------------------------------------------------------------

std::vector<const PairColumn*> table_columns() {
  std::vector<const PairColumn*> columns;
  for (const PairColumn& column : pair_columns()) {
    if (column.type[0] != '\0') columns.push_back(&column);
  }
  return columns;
}

std::string cell_text(const Json& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return value.get<std::string>();
  return value.is_number_float() ? csv_number(value.get<double>()) : value.dump();
}

void figure(CsvWriter& csv, const std::string& name, const Estimate& value) {
  csv.cell(name);
  csv.cells(value);
  csv.end_row();
}

}  // namespace

MeasuredSource describe_source(const SourceView& view, const std::string& role) {
  return {view.source->name,  view.source->title, role,      view.source->unit,
          view.source->floor, view.window,        view.works};
}

std::string pairs_csv(const Measurement& measurement) {
  std::vector<std::string> header;
  for (const PairColumn* column : table_columns()) header.emplace_back(column->name);
  CsvWriter csv(header);
  for (const Pair& pair : measurement.pairs) {
    const PairRow row = pair_row(pair, measurement.options.life);
    for (const PairColumn* column : table_columns()) csv.cell(cell_text(column->value(row)));
    csv.end_row();
  }
  return csv.text();
}

std::string population_csv(const Measurement& measurement) {
  const Population& all = measurement.population;
  CsvWriter csv({"figure", "estimate", "low", "high", "n"});
  figure(csv, "share outlived", all.outlived.share);
  figure(csv, "share outlasted", all.outlasted.share);
  figure(csv, "share tied", all.tied.share);
  figure(csv, "share undecided", all.undecided.share);
  figure(csv, "share outlived, undecided to the film", all.bound_low);
  figure(csv, "share outlived, undecided to the music", all.bound_high);
  figure(csv, "win ratio", all.win_ratio.ratio);
  figure(csv, "median life of films, years", all.film_survival.median());
  figure(csv, "median life of music, years", all.music_survival.median());
  for (const RestrictedMeans& mean : all.restricted_means) {
    const std::string upto =
        fmt::format(" up to {:g} year{}", mean.years, mean.years > 1 ? "s" : "");
    figure(csv, "mean life of films" + upto, mean.film);
    figure(csv, "mean life of music" + upto, mean.music);
    figure(csv, "difference in mean life" + upto, mean.difference);
  }
  if (all.controls) {
    figure(csv, "hazard ratio against like albums", all.controls->overall.ratio);
    figure(csv, "hazard ratio against like albums, film on its first run",
           all.controls->in_cinemas.ratio);
    figure(csv, "hazard ratio against like albums, after the first run", all.controls->after.ratio);
    figure(csv, "concordance", all.controls->concordance);
    for (const ControlEra& era : all.controls->eras) {
      figure(csv, "hazard ratio against like albums, film on its first run, " + era.era,
             era.in_cinemas.ratio);
      figure(csv, "hazard ratio against like albums, after the first run, " + era.era,
             era.after.ratio);
    }
  }
  for (const Sensitivity& other : measurement.sensitivity) {
    figure(csv, "share outlived, " + other.setting, other.population.outlived.share);
    figure(csv, "win ratio, " + other.setting, other.population.win_ratio.ratio);
  }
  for (const DecadeShare& decade : all.decades) {
    figure(csv, "share outlived, premieres of the " + decade.decade, decade.outlived.share);
  }
  return csv.text();
}

void write_pairs_parquet(const Measurement& measurement, const std::string& path) {
  std::vector<std::string> types;
  for (const PairColumn* column : table_columns()) {
    types.push_back(fmt::format("{}: '{}'", column->name, column->type));
  }
  const std::string rows = path + ".rows";
  write_file(rows, pairs_csv(measurement));
  Store store = Store::scratch();
  try {
    store.execute(fmt::format(
        "COPY (SELECT * FROM read_csv({}, hive_partitioning = false, auto_detect = false, "
        "header = true, delim = ',', quote = '\"', escape = '\"', columns = {{{}}})) "
        "TO {} (FORMAT parquet)",
        sql_path(rows), fmt::join(types, ", "), sql_literal(path)));
  } catch (Error& error) {
    std::filesystem::remove(rows);
    error.in(path);
    throw;
  }
  std::filesystem::remove(rows);
}

std::string measurement_table(const Measurement& measurement, std::size_t width, std::size_t rows) {
  std::string text = population_lines(measurement) + "\n";
  const std::vector<const Pair*> sorted = by_years(measurement);
  const std::size_t title = std::max<std::size_t>(16, width - 54);
  text += fmt::format("{}  year  film's end  music's end    years  verdict\n", fit("film", title));
  const bool cut = rows > 0 && sorted.size() > 2 * rows;
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (cut && i == rows) {
      text += fmt::format("… {} more pairs; 'outlive measure --all' shows them\n",
                          sorted.size() - 2 * rows);
      i = sorted.size() - rows;
    }
    text += pair_line(*sorted[i], measurement.options.life, width);
  }
  text += "\n+ the life may have gone on; ≥ at least so many years; ? both lives may have\n\n";
  std::string paragraph;
  for (const std::string& sentence : findings(measurement)) {
    paragraph += (paragraph.empty() ? "" : " ") + sentence;
  }
  return text + wrap(paragraph, width);
}

}  // namespace outlive
