#include "outlive/decay_of_ages.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>

#include "base/file.h"
#include "outlive/catalogue.h"
#include "outlive/error.h"

namespace outlive {
namespace {

struct Bin {
  double sum = 0;
  double values = 0;
  double weight = 0;
};
using Bins = std::map<std::int64_t, Bin>;

std::vector<DecayPoint> points_of(const Bins& bins, double width) {
  std::vector<DecayPoint> points;
  for (const auto& [index, bin] : bins) {
    points.push_back(
        {(static_cast<double>(index) + 0.5) * width, bin.sum / bin.values, bin.weight});
  }
  return points;
}

// --- tables ---------------------------------------------------------------------------------------

std::string reader_of(const PlainFile& plain) {
  return "read_csv(" + sql_path(plain.path()) +
         ", header = true, all_varchar = true, hive_partitioning = false)";
}

std::vector<std::string> columns_of(Store& store, const std::string& reader) {
  std::vector<std::string> columns;
  store.query("SELECT column_name FROM (DESCRIBE SELECT * FROM " + reader + ")")
      .for_each([&](const Row& row) { columns.emplace_back(row.text(0)); });
  return columns;
}

std::string quoted(const std::string& column) {
  std::string text = "\"";
  for (const char c : column) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

// The column named, or the first of those that go by the usual names; "" where there is none.
std::string choose(const std::vector<std::string>& columns, const std::string& named,
                   std::initializer_list<const char*> usual) {
  if (!named.empty()) {
    if (std::find(columns.begin(), columns.end(), named) != columns.end()) return named;
    throw std::move(Error("has no column '" + named + "'")
                        .hint(fmt::format("it has {}", fmt::join(columns, ", "))));
  }
  for (const char* name : usual) {
    if (std::find(columns.begin(), columns.end(), name) != columns.end()) return name;
  }
  return "";
}

double number_of(const Row& row, std::size_t column, const std::string& name, std::int64_t at) {
  if (row.null(column)) throw std::move(Error(name + " is not a number").at_row(at));
  const double number = row.real(column);
  if (std::isfinite(number)) return number;
  throw std::move(Error(name + " is not a finite number").at_row(at));
}

// How many works a row stands for; beyond the most, sums of them are no longer exact.
double weight_of(const Row& row, std::size_t column, const std::string& name, std::int64_t at) {
  constexpr double most = 1e15;
  const double weight = number_of(row, column, name, at);
  if (weight >= 0 && weight <= most) return weight;
  throw std::move(
      Error(fmt::format("{} {} is not between 0 and {:g}", name, weight, most)).at_row(at));
}

void read_table(Store& store, const AgeTable& table, CrossSection& section) {
  const PlainFile plain(table.file);
  const std::string reader = reader_of(plain);
  const std::vector<std::string> columns = columns_of(store, reader);
  const std::string age = choose(columns, table.age, {"age", "Age"});
  const std::string value = choose(columns, table.value, {"value", "CurrentPopularity", "Value"});
  const std::string count = choose(columns, table.count, {"count", "n", "Count"});
  if (age.empty() || value.empty()) {
    throw std::move(Error(age.empty() ? "has no column 'age'" : "has no column 'value'")
                        .hint("--age and --value name the columns"));
  }
  section.value = value;
  section.weight = count.empty() ? "rows" : count;
  Bins bins;
  std::int64_t at = 1;
  store
      .query(fmt::format("SELECT try_cast({} AS DOUBLE), try_cast({} AS DOUBLE), {} FROM {}",
                         quoted(age), quoted(value),
                         count.empty() ? "1::DOUBLE" : "try_cast(" + quoted(count) + " AS DOUBLE)",
                         reader))
      .for_each([&](const Row& row) {
        ++at;
        const double years = number_of(row, 0, age, at);
        const double weight = weight_of(row, 2, count, at);
        const double seen = number_of(row, 1, value, at);
        if (!(years >= 0) || years > 1e6) {
          throw std::move(Error(fmt::format("{} {} is no age in years", age, years)).at_row(at));
        }
        if (weight == 0) return;
        Bin& bin = bins[static_cast<std::int64_t>(std::floor(years / table.bin))];
        bin.sum += weight * seen;
        bin.values += weight;
        bin.weight += weight;
        section.works += weight;
      });
  section.points = points_of(bins, table.bin);
}

// --- sources --------------------------------------------------------------------------------------

// The middle of the time in which a work was first shown, or nothing. A film dated January 1 stands for
// its year.
std::optional<double> shown(const Work& work, const Films& films) {
  const auto day = [](Day first, int days) {
    return static_cast<double>(first.time_since_epoch().count()) + 0.5 * days;
  };
  if (work.released) {
    const std::chrono::year_month_day date(*work.released);
    const bool year = work.kind == "film" && date.month() == std::chrono::January &&
                      date.day() == std::chrono::day(1);
    return day(*work.released, year ? 365 : 1);
  }
  const CatalogueFilm* const film = films.find(work.title);
  return film != nullptr ? std::optional(day(film->released, film->days)) : std::nullopt;
}

// How many values lay below the floor and were left out.
std::int64_t add_series(std::span<const Observation> series, double born, const SourceView& view,
                        double width, Bins& bins) {
  std::int64_t unseen = 0;
  std::map<std::int64_t, Bin> own;
  for (const Observation& seen : series) {
    const double day = static_cast<double>(seen.start.time_since_epoch().count()) + 0.5 * seen.days;
    const double age = (day - born) / days_per_year;
    if (age < 0) continue;
    if (std::isnan(seen.value)) {
      ++unseen;
      continue;
    }
    Bin& bin = own[static_cast<std::int64_t>(std::floor(age / width))];
    bin.sum += view.scale == Scale::amount ? seen.value / seen.days : seen.value;
    bin.values += 1;
  }
  for (const auto& [index, bin] : own) {
    Bin& all = bins[index];
    all.sum += bin.sum;
    all.values += bin.values;
    all.weight += 1;
  }
  return unseen;
}

// The fit, to which a bin sees from its beginning on.
void fit_section(double width, const DecayOptions& options, CrossSection& section) {
  DecayOptions own = options;
  if (!section.points.empty()) own.watched_from = section.points.front().age - 0.5 * width;
  section.fit = fit_decay(section.points, own);
  const Estimate& half = section.fit.half_life.value;
  if (!half.known() || half.estimate >= section.points.front().age) return;
  section.notes.push_back(fmt::format(
      "{}: the half-life lies before the middle of the youngest age, {:g} years: the curve's "
      "form gives it, and a narrower --bin shows whether it holds.",
      section.name, section.points.front().age));
}

}  // namespace

CrossSection cross_section_of_table(const AgeTable& table, const DecayOptions& options) {
  require_readable_file(table.file);
  CrossSection section;
  section.name = std::filesystem::path(table.file).filename().string();
  Store store = Store::scratch(1);
  try {
    read_table(store, table, section);
  } catch (Error& error) {
    error.in(table.file);
    throw;
  }
  section.notes = {"One snapshot: what is old differs from what is new by when it was made, too."};
  fit_section(table.bin, options, section);
  return section;
}

CrossSection cross_section_of_source(Store& store, const SourceView& view, double bin,
                                     const DecayOptions& options) {
  if (view.scale == Scale::rank) {
    throw std::move(Error("places in a chart have no mean by age")
                        .hint("'outlive decay --source' fits each work of a chart"));
  }
  CrossSection section;
  section.name = view.source->name;
  section.value = view.scale == Scale::amount ? view.source->unit + " a day" : view.source->unit;
  section.weight = "works";
  const auto works = works_of(store, view);
  const Films films(films_of(store));
  Bins bins;
  for_each_series(store, view, [&](std::uint64_t id, std::span<const Observation> series) {
    const std::optional<double> born = shown(works.at(id), films);
    if (!born) {
      ++section.undated;
      return;
    }
    ++section.works;
    section.below_floor += add_series(series, *born, view, bin, bins);
  });
  section.points = points_of(bins, bin);
  section.notes = {
      "Works of different years are compared at one time: age and year of release cannot be told "
      "apart.",
      "Which works are counted was somebody's choice, winners of a prize perhaps: they do not "
      "stand "
      "for all."};
  if (view.observations > view.works) {
    section.notes.emplace_back(
        "A work's months hang together: a year of age counts as many observations as it has "
        "works.");
  }
  if (section.undated > 0) {
    section.notes.push_back(fmt::format("{} of {} works have no date and are left out.",
                                        section.undated,
                                        section.works + static_cast<double>(section.undated)));
  }
  if (section.below_floor > 0) {
    section.notes.push_back(
        fmt::format("Left out for lying below the source's floor: {} values. Means of ages at "
                    "which there are many "
                    "are too high.",
                    section.below_floor));
  }
  fit_section(bin, options, section);
  return section;
}

}  // namespace outlive
