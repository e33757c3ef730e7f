#include "simulation/simulate.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/random/exponential_distribution.hpp>
#include <boost/random/lognormal_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/csv.h"
#include "base/file.h"
#include "base/random.h"
#include "outlive/error.h"

namespace outlive {
namespace {

constexpr int places = 200;
constexpr Days week{7};

double uniform(Random& random) {
  return boost::random::uniform_01<double>()(random);
}

std::int64_t between(Random& random, std::int64_t low, std::int64_t high) {
  return boost::random::uniform_int_distribution<std::int64_t>(low, high)(random);
}

// An album's time on the chart as planned, before the chart's own rules.
struct Plan {
  std::int64_t enters = 0;         // Weeks since the chart begins.
  std::int64_t weeks = 1;          // In the first life.
  std::int64_t returns_after = 0;  // Silent weeks before a return, or 0.
  std::int64_t return_weeks = 0;
  std::int64_t place = 1;  // In the first week.
  SimulatedAlbum* album = nullptr;

  std::int64_t last_week() const {
    return enters + weeks - 1 + (returns_after > 0 ? returns_after + return_weeks : 0);
  }
  bool on_chart(std::int64_t now) const {
    if (now < enters) return false;
    if (now < enters + weeks) return true;
    const std::int64_t back = enters + weeks + returns_after;
    return returns_after > 0 && now >= back && now < back + return_weeks;
  }
};

class Simulator {
 public:
  explicit Simulator(const SimulationOptions& options) : random_(options.seed) {
    result_.options = options;
  }

  Simulation run() {
    if (result_.options.pairs < 1) throw Error("there must be at least one pair to simulate");
    make_room();
    const auto pairs = static_cast<std::size_t>(result_.options.pairs);
    const auto others = static_cast<std::size_t>(result_.options.others_a_pair);
    result_.pairs.resize(pairs);
    result_.others.resize(pairs * others);
    for (std::size_t i = 0; i < pairs; ++i) {
      plan_pair(i);
      for (std::size_t j = 0; j < others; ++j) plan_other(i, i * others + j);
    }
    publish();
    return std::move(result_);
  }

 private:
  // The chart has 200 places: many pairs need many years.
  void make_room() {
    SimulationOptions& options = result_.options;
    const double albums = static_cast<double>(options.pairs) * (1 + options.others_a_pair);
    const double weeks_needed = albums / options.weekly_hazard / (0.6 * places);
    const Day needed = options.begins + Days(static_cast<std::int64_t>(weeks_needed) * 7);
    options.ends = std::max(options.ends, needed);
    last_week_ = (options.ends - options.begins) / week;
  }

  void plan_pair(std::size_t index) {
    const SimulationOptions& options = result_.options;
    SimulatedPair& pair = result_.pairs[index];
    pair.film = fmt::format("Simulated film {}", index + 1);
    const std::int64_t span = (options.ends - options.begins).count();
    pair.film_released = options.begins + Days(between(random_, 0, span - 1));
    boost::random::lognormal_distribution<double> run(std::log(90.0), 0.6);
    pair.film_end = pair.film_released + Days(6 + static_cast<std::int64_t>(run(random_)));

    // In the first or second chart after the premiere, which is the week that the film opened in.
    Plan plan;
    plan.enters = (pair.film_released - options.begins).count() / 7 + between(random_, 1, 2);
    plan.place = between(random_, 1, places - 5);
    plan.album = &pair.music;
    pair.music.title = pair.film;
    pair.music.performer = "Soundtrack";
    const Day entered = options.begins + plan.enters * week;
    const Day film_gone = pair.film_end + Days(1);
    plan.weeks = 1;
    while (stays(entered + plan.weeks * week <= film_gone ? options.ratio_in_cinemas
                                                          : options.ratio_after)) {
      ++plan.weeks;
    }
    if (uniform(random_) < options.return_share) {
      plan.returns_after = between(random_, 60, 200);
      plan.return_weeks = between(random_, 1, 6);
    }
    finish(plan);
  }

  void plan_other(std::size_t pair, std::size_t index) {
    SimulatedAlbum& album = result_.others[index];
    album.title = fmt::format("Simulated album {}", index + 1);
    album.performer = fmt::format("Simulated artist {}", index + 1);
    const Plan& like = plans_[plan_of_pair_.at(pair)];
    Plan plan;
    plan.enters = like.enters;
    plan.place = std::clamp<std::int64_t>(like.place + between(random_, -4, 4), 1, places);
    plan.album = &album;
    while (stays(1)) ++plan.weeks;
    finish(plan);
  }

  bool stays(double ratio) {
    return uniform(random_) < std::exp(-result_.options.weekly_hazard * ratio);
  }

  void finish(const Plan& plan) {
    SimulatedAlbum& album = *plan.album;
    album.first = result_.options.begins + plan.enters * week;
    album.first_life_end = album.first + (plan.weeks - 1) * week;
    album.end = result_.options.begins + plan.last_week() * week;
    if (album.performer == "Soundtrack") plan_of_pair_.push_back(plans_.size());
    plans_.push_back(plan);
  }

  // The box office and the chart, week by week, as the publishers would have seen them.
  void publish() {
    SimulationOptions& options = result_.options;
    if (options.watch_to_the_end) {
      for (const Plan& plan : plans_) last_week_ = std::max(last_week_, plan.last_week() + 60);
      for (const SimulatedPair& pair : result_.pairs) {
        last_week_ = std::max(last_week_, (pair.film_end - options.begins) / week + 60);
      }
      options.ends = options.begins + last_week_ * week;
    }
    for (SimulatedPair& pair : result_.pairs) publish_film(pair);
    std::stable_sort(plans_.begin(), plans_.end(),
                     [](const Plan& a, const Plan& b) { return a.enters < b.enters; });
    std::vector<const Plan*> active;
    std::size_t next = 0;
    for (std::int64_t now = 0; now <= last_week_; ++now) {
      for (; next < plans_.size() && plans_[next].enters <= now; ++next) {
        active.push_back(&plans_[next]);
      }
      std::erase_if(active, [&](const Plan* plan) { return plan->last_week() < now; });
      publish_chart(active, now);
    }
  }

  void publish_film(SimulatedPair& pair) {
    const double opening = 1e6 * (1 + 9 * uniform(random_));
    const auto run = static_cast<double>((pair.film_end - pair.film_released).count());
    const double rate = std::log(1 / 0.03) / run;
    for (Day day = pair.film_released; day <= std::min(pair.film_end, result_.options.ends);
         day += Days(1)) {
      const auto age = static_cast<double>((day - pair.film_released).count());
      pair.gross.push_back({day, 1, std::round(opening * std::exp(-rate * age))});
    }
  }

  void publish_chart(std::vector<const Plan*>& active, std::int64_t now) {
    const Day today = result_.options.begins + now * week;
    std::vector<bool> taken(places + 1, false);
    std::vector<const Plan*> rest;
    for (const Plan* plan : active) {
      if (!plan->on_chart(now)) continue;
      if (now == plan->enters) {
        place(*plan, today, nearest_free(taken, plan->place));
      } else {
        rest.push_back(plan);
      }
    }
    std::vector<std::int64_t> free;
    for (std::int64_t i = 1; i <= places; ++i) {
      if (!taken[static_cast<std::size_t>(i)]) free.push_back(i);
    }
    for (std::size_t i = free.size(); i > 1; --i) {
      std::swap(
          free[i - 1],
          free[static_cast<std::size_t>(between(random_, 0, static_cast<std::int64_t>(i) - 1))]);
    }
    if (rest.size() > free.size()) {
      throw Error("the simulated chart has more albums than places").hint("simulate fewer pairs");
    }
    for (std::size_t i = 0; i < rest.size(); ++i) {
      if (taken_off(*rest[i], today, free[i])) {
        std::erase(active, rest[i]);
      } else {
        place(*rest[i], today, free[i]);
      }
    }
  }

  // Rules go by the date printed.
  bool taken_off(const Plan& plan, Day counted, std::int64_t place) const {
    const Day today = printed_date(counted, result_.options.dating);
    return std::any_of(result_.options.rules.begin(), result_.options.rules.end(),
                       [&](const CensoringRule& rule) {
                         return today >= rule.begins && today <= rule.ends &&
                                today - plan.album->first >= rule.age &&
                                static_cast<double>(place) > rule.below_rank;
                       });
  }

  static std::int64_t nearest_free(std::vector<bool>& taken, std::int64_t wanted) {
    for (std::int64_t off = 0; off < places; ++off) {
      for (const std::int64_t place : {wanted - off, wanted + off}) {
        if (place < 1 || place > places || taken[static_cast<std::size_t>(place)]) continue;
        taken[static_cast<std::size_t>(place)] = true;
        return place;
      }
    }
    throw Error("the simulated chart has more new albums than places").hint("simulate fewer pairs");
  }

  static void place(const Plan& plan, Day today, std::int64_t rank) {
    plan.album->seen.push_back({today, 7, static_cast<double>(rank)});
  }

  Random random_;
  Simulation result_;
  std::int64_t last_week_ = 0;
  std::vector<Plan> plans_;
  std::vector<std::size_t> plan_of_pair_;
};

std::string box_office(const Simulation& simulation) {
  CsvWriter csv({"date", "release_id", "title", "daily_usd", "theaters", "to_date_usd", "days",
                 "distributor"});
  for (std::size_t i = 0; i < simulation.pairs.size(); ++i) {
    double sum = 0;
    for (const Observation& day : simulation.pairs[i].gross) {
      sum += day.value;
      csv.row({to_string(day.start), fmt::format("rl{}", i + 1), simulation.pairs[i].film,
               fmt::format("{:.0f}", day.value), "1000", fmt::format("{:.0f}", sum),
               std::to_string((day.start - simulation.pairs[i].film_released).count() + 1), "-"});
    }
  }
  return csv.text();
}

std::string chart(const Simulation& simulation) {
  struct Line {
    Day week;
    int place;
    const SimulatedAlbum* album;
  };
  std::vector<Line> lines;
  const auto add = [&](const SimulatedAlbum& album) {
    for (const Observation& seen : album.seen) {
      lines.push_back({printed_date(seen.start, simulation.options.dating),
                       static_cast<int>(seen.value), &album});
    }
  };
  for (const SimulatedPair& pair : simulation.pairs) add(pair.music);
  for (const SimulatedAlbum& album : simulation.others) add(album);
  std::sort(lines.begin(), lines.end(), [](const Line& a, const Line& b) {
    return a.week != b.week ? a.week < b.week : a.place < b.place;
  });
  CsvWriter csv({"chart_week", "current_week", "title", "performer"});
  for (const Line& line : lines) {
    csv.row({to_string(line.week), std::to_string(line.place), line.album->title,
             line.album->performer});
  }
  return csv.text();
}

std::string truth(const Simulation& simulation) {
  CsvWriter csv({"film", "film_released", "film_end", "music", "performer", "music_start",
                 "music_first_life_end", "music_end", "years"});
  for (const SimulatedPair& pair : simulation.pairs) {
    const auto printed = [&](Day counted) {
      return to_string(printed_date(counted, simulation.options.dating));
    };
    csv.row({pair.film, to_string(pair.film_released), to_string(pair.film_end), pair.music.title,
             pair.music.performer, printed(pair.music.first), printed(pair.music.first_life_end),
             printed(pair.music.end),
             fmt::format("{}", years_between(pair.film_end, pair.music.end))});
  }
  return csv.text();
}

std::string laws(const SimulationOptions& options) {
  return nlohmann::ordered_json{{"pairs", options.pairs},
                                {"seed", options.seed},
                                {"begins", to_string(options.begins)},
                                {"ends", to_string(options.ends)},
                                {"weekly_hazard", options.weekly_hazard},
                                {"hazard_ratio_in_cinemas", options.ratio_in_cinemas},
                                {"hazard_ratio_after", options.ratio_after},
                                {"return_share", options.return_share},
                                {"others_a_pair", options.others_a_pair}}
             .dump(1) +
         "\n";
}

}  // namespace

Simulation simulate(const SimulationOptions& options) {
  return Simulator(options).run();
}

Day printed_date(Day counted, const std::vector<DatingRule>& dating) {
  for (const DatingRule& rule : dating) {
    const Day printed = counted + rule.lag;
    if (lag_on(printed, dating) == rule.lag) return printed;
  }
  // Where the lag grows, a few days are never printed; the next rule takes them.
  for (const DatingRule& rule : dating) {
    if (counted + rule.lag >= rule.begins) return counted + rule.lag;
  }
  return counted;
}

void write_simulation(const Simulation& simulation, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw std::move(Error("cannot be made: " + error.message()).in(folder));
  const std::filesystem::path out = folder;
  write_file(out / "box-office-daily.csv", box_office(simulation));
  write_file(out / "billboard-200.csv", chart(simulation));
  write_file(out / "truth.csv", truth(simulation));
  write_file(out / "truth.json", laws(simulation.options));
}

}  // namespace outlive
