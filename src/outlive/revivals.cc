#include "outlive/revivals.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "base/parallel.h"
#include "outlive/lives.h"
#include "outlive/songs.h"

namespace outlive {
namespace {

using Works = std::unordered_map<std::uint64_t, Work>;
using Series = std::vector<Observation>;

// Works that are one song: which work each is told with. The song goes by the title of least length.
class Joined {
 public:
  explicit Joined(const Works& works) {
    std::map<std::pair<std::string, std::string>, std::vector<const Work*>> by_core;
    for (const auto& [id, work] : works) {
      if (work.kind != "song") continue;
      by_core[{main_performer(work.maker), song_title(work.title).core}].push_back(&work);
    }
    for (auto& [key, songs] : by_core) {
      if (songs.size() > 1) join(songs);
    }
  }

  // The work that `id` is told with, or nothing where it stands alone.
  const std::uint64_t* head(std::uint64_t id) const {
    const auto found = heads_.find(id);
    return found == heads_.end() ? nullptr : &found->second;
  }
  const std::vector<std::string>& also(std::uint64_t head) const {
    static const std::vector<std::string> none;
    const auto found = also_.find(head);
    return found == also_.end() ? none : found->second;
  }
  std::int64_t titles() const { return titles_; }

 private:
  void join(std::vector<const Work*>& songs) {
    std::sort(songs.begin(), songs.end(), [](const Work* a, const Work* b) {
      return std::tuple(a->title.size(), a->title, a->maker.size(), a->maker, a->id) <
             std::tuple(b->title.size(), b->title, b->maker.size(), b->maker, b->id);
    });
    std::vector<bool> taken(songs.size());
    for (std::size_t i = 0; i < songs.size(); ++i) {
      if (taken[i]) continue;
      for (std::size_t j = i + 1; j < songs.size(); ++j) {
        const bool same = same_song(song_title(songs[i]->title), song_title(songs[j]->title));
        if (taken[j] || !same) continue;
        taken[j] = true;
        ++titles_;
        heads_[songs[i]->id] = heads_[songs[j]->id] = songs[i]->id;
        also_[songs[i]->id].push_back(songs[j]->title + ", " + songs[j]->maker);
      }
    }
  }

  std::unordered_map<std::uint64_t, std::uint64_t> heads_;
  std::unordered_map<std::uint64_t, std::vector<std::string>> also_;
  std::int64_t titles_ = 0;
};

// Both listings in one series; of two in one week the better place.
void merge_into(Series& all, std::span<const Observation> more) {
  Series merged;
  std::merge(all.begin(), all.end(), more.begin(), more.end(), std::back_inserter(merged),
             [](const Observation& a, const Observation& b) { return a.start < b.start; });
  all.clear();
  for (const Observation& observation : merged) {
    if (all.empty() || all.back().start != observation.start) {
      all.push_back(observation);
    } else if (!(all.back().value <= observation.value)) {
      all.back().value = observation.value;
    }
  }
}

struct Told {
  std::uint64_t work = 0;
  Series series;
  Comeback back;
};

// Takes series as they come and keeps those in which something comes back.
class Finder {
 public:
  Finder(const SourceView& view, const RevivalRule& rule, const Works& works, const Films& films,
         int threads)
      : view_(view), rule_(rule), works_(works), films_(films), threads_(threads) {}

  void take(std::uint64_t work, Series series) {
    constexpr std::size_t enough = 2048;
    batch_.push_back({work, std::move(series), {}});
    if (batch_.size() == enough) work_off();
  }

  void work_off() {
    parallel_for(batch_.size(), threads_, [&](std::size_t i) { tell(batch_[i]); });
    for (Told& told : batch_) {
      ++count;
      if (told.back.seasonal) ++seasonal;
      let_in += told.back.let_in;
      told.series = {};
      if (!told.back.revivals.empty()) found.push_back(std::move(told));
    }
    batch_.clear();
  }

  std::vector<Told> found;
  std::int64_t count = 0;
  std::int64_t seasonal = 0;
  std::int64_t let_in = 0;

 private:
  void tell(Told& told) const {
    const Circumstances circumstances{view_.scale, view_.window, view_.rules.censoring,
                                      view_.source->floor, released(works_.at(told.work))};
    told.back = comebacks(told.series, circumstances, rule_);
  }

  // What the source does not tell of a film, a catalogue may; of a year, its last day.
  std::optional<Day> released(const Work& work) const {
    if (!is_film(work)) return work.released;
    const CatalogueFilm* const film = films_.find(work.title, work.released);
    if (film == nullptr) return work.released;
    return work.released ? std::max(*work.released, film->latest()) : film->latest();
  }

  const SourceView& view_;
  const RevivalRule& rule_;
  const Works& works_;
  const Films& films_;
  int threads_;
  std::vector<Told> batch_;
};

void find_all(Store& store, const SourceView& view, const Joined& joined, Finder& finder) {
  std::map<std::uint64_t, Series> parts;  // Of songs under several titles.
  for_each_series(store, view, [&](std::uint64_t id, std::span<const Observation> series) {
    if (const std::uint64_t* const head = joined.head(id)) {
      merge_into(parts[*head], series);
    } else {
      finder.take(id, {series.begin(), series.end()});
    }
  });
  for (auto& [id, series] : parts) finder.take(id, std::move(series));
  finder.work_off();
}

// The first day on which such a revival could have begun.
Day could_begin(const Comeback& back, const Revival& revival, const RevivalRule& rule) {
  const Day from = revival.kind == Revival::burst ? back.first : back.first_life_ends;
  return from + rule.life.silence;
}

Day counted(const SourceView& view, Day day) {
  return day - Days(view.lag(day));
}

bool any_shortly_before(std::span<const Placement> placements, Day begins,
                        const PlacementRule& rule) {
  return std::any_of(placements.begin(), placements.end(), [&](const Placement& placement) {
    return placement.doubt.empty() && placement.shortly_before(begins, rule);
  });
}

bool is_music(const Work& work) {
  return !is_film(work) && work.kind != "artist";
}

// Sets films beside the revivals of one work.
class Matcher {
 public:
  Matcher(const Placements& placements, const PlacementRule& rule, std::vector<Day> beginnings)
      : placements_(placements), rule_(rule), beginnings_(std::move(beginnings)) {
    std::sort(beginnings_.begin(), beginnings_.end());
  }

  void match(FoundRevival& found, Day could_begin) const {
    const std::vector<Placement> all = placements_.of(found.work);
    for (const Placement& placement : all) {
      if (placement.shortly_before(found.counted, rule_)) {
        found.placements.push_back(placement);
      }
    }
    found.written_for = placements_.written_for(found.work);
    found.chance = chance(all, found.counted, could_begin);
  }

 private:
  Estimate chance(std::span<const Placement> all, Day own, Day could_begin) const {
    const auto first = std::lower_bound(beginnings_.begin(), beginnings_.end(), could_begin);
    std::int64_t n = 0;
    std::int64_t hits = 0;
    bool passed_own = false;
    for (auto day = first; day != beginnings_.end(); ++day) {
      if (*day == own && !std::exchange(passed_own, true)) continue;
      ++n;
      if (any_shortly_before(all, *day, rule_)) ++hits;
    }
    return wilson_share(hits, n);
  }

  const Placements& placements_;
  PlacementRule rule_;
  std::vector<Day> beginnings_;
};

// The number of revivals placed by chance, and the range that holds it 95 times in 100: a sum of
// independent chances.
Estimate placed_by_chance(std::span<const FoundRevival> found) {
  double sum = 0;
  double variance = 0;
  Estimate expected;
  for (const FoundRevival& one : found) {
    if (one.revival.season.verdict == Season::yes || !one.chance.known()) continue;
    sum += one.chance.estimate;
    variance += one.chance.estimate * (1 - one.chance.estimate);
    ++expected.n;
  }
  if (expected.n == 0) return expected;
  const double spread = normal_quantile_two_sided(0.95) * std::sqrt(variance);
  expected.estimate = sum;
  expected.low = std::max(0.0, sum - spread);
  expected.high = sum + spread;
  return expected;
}

}  // namespace

bool FoundRevival::placed() const {
  return std::any_of(placements.begin(), placements.end(),
                     [](const Placement& placement) { return placement.doubt.empty(); });
}

std::int64_t Revivals::placed() const {
  return std::count_if(found.begin(), found.end(), [](const FoundRevival& one) {
    return one.placed() && one.revival.season.verdict != Season::yes && one.chance.known();
  });
}

Revivals revivals_of(Store& store, const SourceView& view, const RevivalRule& rule,
                     const PlacementRule& placement_rule, int threads) {
  const Works works = works_of(store, view);
  const Joined joined(works);
  const Films films(films_of(store));
  Finder finder(view, rule, works, films, threads > 0 ? threads : hardware_threads());
  find_all(store, view, joined, finder);

  const Placements placements(store, films, works);
  std::vector<Day> beginnings;
  for (const Told& told : finder.found) {
    for (const Revival& revival : told.back.revivals) {
      if (revival.season.verdict != Season::yes)
        beginnings.push_back(counted(view, revival.begins));
    }
  }
  const Matcher matcher(placements, placement_rule, std::move(beginnings));
  Revivals revivals;
  revivals.works = finder.count;
  revivals.seasonal_works = finder.seasonal;
  revivals.let_in = finder.let_in;
  revivals.joined = joined.titles();
  revivals.catalogue = !placements.empty();
  for (const Told& told : finder.found) {
    for (const Revival& revival : told.back.revivals) {
      FoundRevival found;
      found.work = works.at(told.work);
      found.also = joined.also(told.work);
      found.first = told.back.first;
      found.revival = revival;
      found.counted = counted(view, revival.begins);
      found.beauty = told.back.beauty;
      if (is_music(found.work)) matcher.match(found, could_begin(told.back, revival, rule));
      revivals.found.push_back(std::move(found));
    }
  }
  std::sort(revivals.found.begin(), revivals.found.end(), [](const auto& a, const auto& b) {
    return std::tie(a.revival.begins, a.work.title, a.work.maker, a.work.id) <
           std::tie(b.revival.begins, b.work.title, b.work.maker, b.work.id);
  });
  revivals.placed_by_chance = placed_by_chance(revivals.found);
  return revivals;
}

}  // namespace outlive
