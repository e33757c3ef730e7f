#include "outlive/lifetimes_file.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>
#include <map>
#include <set>
#include <tuple>

#include "base/csv.h"
#include "base/file.h"
#include "outlive/error.h"
#include "store/store.h"

namespace outlive {
namespace {

// The columns of a life; `side` is "film_", "music_" or nothing, `first` names the first sighting.
std::vector<std::string> life_columns(const std::string& side, const std::string& first) {
  return {first,
          first + "_lag_days",
          side + "first_life_end",
          side + "first_life_censoring",
          side + "first_life_lag_days",
          side + "end",
          side + "censoring",
          side + "lag_days",
          side + "last_seen",
          side + "period_days",
          side + "followed_until"};
}

void append(std::vector<std::string>& columns, const std::vector<std::string>& more) {
  columns.insert(columns.end(), more.begin(), more.end());
}

const std::vector<std::string>& pair_columns() {
  static const std::vector<std::string> columns = [] {
    std::vector<std::string> names = {"film", "film_released", "film_watched_from"};
    append(names, life_columns("film_", "film_first_seen"));
    append(names, {"music", "performer"});
    append(names, life_columns("music_", "music_start"));
    append(names, {"weeks_on_chart", "peak_rank", "revivals", "link_reason", "link_confidence",
                   "theta", "gap_weeks"});
    return names;
  }();
  return columns;
}

const std::vector<std::string>& control_columns() {
  static const std::vector<std::string> columns = [] {
    std::vector<std::string> names = {"music", "performer", "album"};
    append(names, life_columns("", "entered"));
    return names;
  }();
  return columns;
}

std::string number(double value) {
  return fmt::format("{}", value);
}

void append_life(std::vector<std::string>& cells, const WatchedLife& life) {
  append(cells, {to_string(life.first), std::to_string(life.first_lag)});
  for (const LifeEnd& end : {life.first_life, life.whole_life}) {
    append(cells,
           {to_string(end.end), std::string(to_string(end.censoring)), std::to_string(end.lag)});
  }
  append(cells,
         {to_string(life.last_seen), std::to_string(life.period), to_string(life.followed_until)});
}

// The cells of one row, by the name of their column, with errors that say where.
class Cells {
 public:
  Cells(const Row& row, const std::vector<std::string>& columns, const std::string& path)
      : row_(row), path_(path), number_(row.integer(columns.size())) {
    for (std::size_t i = 0; i < columns.size(); ++i) index_[columns[i]] = i;
  }

  std::string text(const std::string& column) const {
    return std::string(row_.text(index_.at(column)));
  }
  Day day(const std::string& column) const {
    return checked(parse_day(text(column)), column, "a date (YYYY-MM-DD)");
  }
  Censoring censoring(const std::string& column) const {
    return checked(parse_censoring(text(column)), column, "none, window or rule");
  }
  double real(const std::string& column) const {
    const std::string value = text(column);
    char* end = nullptr;
    const double parsed = std::strtod(value.c_str(), &end);
    const bool good = !value.empty() && end == value.c_str() + value.size() && parsed >= 0 &&
                      parsed < std::numeric_limits<double>::infinity();
    return checked(good ? std::optional(parsed) : std::nullopt, column, "a number of 0 or more");
  }
  std::int32_t whole(const std::string& column) const {
    const double value = real(column);
    const bool good = value == std::floor(value) && value <= 1e9;
    return checked(good ? std::optional(static_cast<std::int32_t>(value)) : std::nullopt, column,
                   "a whole number");
  }
  WatchedLife life(const std::string& first, const std::string& side) const {
    const auto end = [&](const std::string& name) {
      return LifeEnd{day(side + name + "end"), censoring(side + name + "censoring"),
                     whole(side + name + "lag_days")};
    };
    WatchedLife life{day(first),
                     whole(first + "_lag_days"),
                     end("first_life_"),
                     end(""),
                     day(side + "last_seen"),
                     whole(side + "period_days"),
                     day(side + "followed_until")};
    if (life.first > life.first_life.end || life.first_life.end > life.whole_life.end) {
      throw located("the life's dates are not in order");
    }
    return life;
  }
  Error located(const std::string& problem) const {
    Error error(problem);
    error.in(path_).at_row(number_);
    return error;
  }

 private:
  template <typename T>
  T checked(const std::optional<T>& value, const std::string& column, const char* wanted) const {
    if (!value) throw located(column + " '" + text(column) + "' is not " + wanted);
    return *value;
  }

  const Row& row_;
  const std::string& path_;
  std::int64_t number_;
  std::map<std::string, std::size_t> index_;
};

void read_rows(const std::string& path, const std::vector<std::string>& columns,
               const std::function<void(const Cells&)>& use) {
  require_readable_file(path);
  Store store = Store::scratch();
  try {
    store
        .query(
            fmt::format("SELECT \"{}\", row_number() OVER () + 1 FROM read_csv({}, header = true, "
                        "delim = ',', quote = '\"', all_varchar = true, hive_partitioning = false)",
                        fmt::join(columns, "\", \""), sql_path(path)))
        .for_each([&](const Row& row) { use(Cells(row, columns, path)); });
  } catch (Error& error) {
    if (std::string(error.what()).find("row ") != std::string::npos) throw;
    throw std::move(
        Error("is no file of lifetimes").in(path).hint("docs/formats.md lists its columns"));
  }
}

}  // namespace

std::string lifetimes_csv(const LifetimesFile& file) {
  CsvWriter csv(pair_columns());
  for (const Pair& pair : file.pairs) {
    std::vector<std::string> cells = {pair.film, to_string(pair.film_released),
                                      to_string(pair.film_watched_from)};
    append_life(cells, pair.film_life);
    cells.insert(cells.end(), {pair.music, pair.performer});
    append_life(cells, pair.music_life);
    cells.insert(cells.end(),
                 {std::to_string(pair.weeks_on_chart), number(pair.peak_rank),
                  std::to_string(pair.revivals), pair.link_reason, number(pair.link_confidence),
                  number(file.rule.share), std::to_string(file.rule.silence.count() / 7)});
    csv.row(cells);
  }
  return csv.text();
}

std::string controls_csv(const LifetimesFile& file) {
  CsvWriter csv(control_columns());
  for (const MatchedAlbum& album : file.matched) {
    const Pair& pair = file.pairs.at(album.pair);
    std::vector<std::string> cells = {pair.music, pair.performer, std::to_string(album.album)};
    append_life(cells, album.life);
    csv.row(cells);
  }
  return csv.text();
}

LifetimesFile read_lifetimes(const std::string& lifetimes, const std::string& controls) {
  LifetimesFile file;
  std::map<std::pair<std::string, std::string>, std::size_t> by_music;
  read_rows(lifetimes, pair_columns(), [&](const Cells& cells) {
    Pair pair;
    pair.film = cells.text("film");
    pair.film_released = cells.day("film_released");
    pair.film_watched_from = cells.day("film_watched_from");
    pair.film_life = cells.life("film_first_seen", "film_");
    pair.music = cells.text("music");
    pair.performer = cells.text("performer");
    pair.music_life = cells.life("music_start", "music_");
    pair.weeks_on_chart = cells.whole("weeks_on_chart");
    pair.peak_rank = cells.real("peak_rank");
    pair.revivals = cells.whole("revivals");
    pair.link_reason = cells.text("link_reason");
    pair.link_confidence = cells.real("link_confidence");
    file.rule.share = cells.real("theta");
    if (file.rule.share <= 0 || file.rule.share > 1) {
      throw cells.located("theta must lie above 0 and at most at 1");
    }
    file.rule.silence = Days(7 * cells.whole("gap_weeks"));
    if (pair.film.empty() || pair.music.empty()) throw cells.located("a title is missing");
    by_music[{pair.music, pair.performer}] = file.pairs.size();
    file.pairs.push_back(std::move(pair));
  });
  if (file.pairs.empty()) {
    throw std::move(Error("the file has a header and no rows").in(lifetimes));
  }
  if (controls.empty()) return file;
  read_rows(controls, control_columns(), [&](const Cells& cells) {
    const auto found = by_music.find({cells.text("music"), cells.text("performer")});
    if (found == by_music.end()) {
      throw cells.located("'" + cells.text("music") + "' is not among the lifetimes");
    }
    file.matched.push_back({found->second, cells.whole("album"), cells.life("entered", "")});
  });
  return file;
}

}  // namespace outlive
