// A source's observations, work by work, and the lifetimes that they show.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "outlive/lifetime.h"
#include "sources/source.h"
#include "store/store.h"

namespace outlive {

struct Work {
  std::uint64_t id = 0;
  std::string kind;
  std::string title;
  std::string maker;
  std::string external;         // The source's own identifier, or "".
  std::optional<Day> released;  // First public showing, where the source tells.
  bool soundtrack = false;      // The source calls it film music.
  std::string film;             // External identifier of the film it belongs to, or "".
  bool rerelease = false;       // Listed as a later release, and its first was never seen.
};

// What a source's publisher itself did.
struct ChartRules {
  std::vector<CensoringRule> censoring;  // Ended lives without a death.
  std::vector<DatingRule> dating;        // Dates late; by `begins`, empty where it does not.
};

ChartRules chart_rules(const Source& source);

// What all series of a source share.
struct SourceView {
  const Source* source = nullptr;
  Scale scale = Scale::amount;
  Window window;  // Days that its files cover.
  std::int64_t works = 0;
  std::int64_t observations = 0;
  ChartRules rules;

  // Days by which what was counted began before the date `day` that the source gives it.
  std::int32_t lag(Day day) const;
};

// Throws Error when the store holds nothing of the source.
SourceView view_source(Store& store, const std::string& source);

// The works that the source speaks of, by id.
std::unordered_map<std::uint64_t, Work> works_of(Store& store, const SourceView& view);

// Calls `use` with each work's observations in order of time. Where a work has both months and days,
// days that a month covers are left out.
void for_each_series(
    Store& store, const SourceView& view,
    const std::function<void(std::uint64_t work, std::span<const Observation>)>& use);

struct WorkLife {
  Work work;
  Lifetime life;
};

// The lifetime of one series, with the lag of its source's dates; nothing when it was never alive.
std::optional<Lifetime> series_lifetime(std::span<const Observation> series, const SourceView& view,
                                        const LifetimeRule& rule);

// The lifetimes of all works of a source that were ever alive, by title, maker and id.
std::vector<WorkLife> lifetimes(Store& store, const SourceView& view, const LifetimeRule& rule);

// The lifetime of every work in a tidy file (columns work, kind, date, value as in
// src/sources/tidy.sql), without a store, by work and kind. Rows may stand in any order; a value is
// taken to hold until the work's next one is due. Memory: 8 bytes a row, 12 where days are left out.
struct TidyLife {
  std::string work;
  std::string kind;
  Lifetime life;
};
std::vector<TidyLife> tidy_lifetimes(const std::string& path, const LifetimeRule& rule);

}  // namespace outlive
