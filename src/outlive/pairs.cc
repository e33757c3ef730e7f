#include "outlive/pairs.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "base/file.h"
#include "outlive/error.h"
#include "outlive/lives.h"
#include "outlive/query.h"

namespace outlive {
namespace {

constexpr std::size_t matched_albums_a_pair = 5;

Pair make_pair(const WorkLife& film, const WorkLife& music, const Link& link, const PairSet& set,
               const LifetimeRule& rule) {
  Pair pair;
  pair.film = film.work.title;
  pair.film_released = premiere(film);
  pair.film_watched_from = set.film_source.window.first;
  pair.film_life = watched_life(film.life, set.film_source, rule);
  pair.music = music.work.title;
  pair.performer = music.work.maker;
  pair.music_life = watched_life(music.life, set.music_source, rule);
  pair.weeks_on_chart = music.life.alive;
  pair.revivals = music.life.revivals;
  if (set.music_source.scale == Scale::rank) pair.peak_rank = music.life.peak;
  pair.link_reason = to_string(link.reason);
  pair.link_confidence = link.confidence;
  return pair;
}

std::vector<LinkFilm> link_films(std::span<const WorkLife> films) {
  std::vector<LinkFilm> result;
  for (const WorkLife& film : films) {
    result.push_back({film.work.title, film.work.external, premiere(film), film.work.rerelease});
  }
  return result;
}

std::vector<LinkMusic> link_music(std::span<const WorkLife> music) {
  std::vector<LinkMusic> result;
  for (const WorkLife& piece : music) {
    result.push_back({piece.work.title, piece.work.maker, piece.work.film, piece.life.first});
  }
  return result;
}

// Albums by the day on which they entered the chart.
using Entrants = std::multimap<Day, const WorkLife*>;

bool at_a_like_place(double rank, double other) {
  return std::abs(rank - other) <= std::max(5.0, rank / 4);
}

// The albums nearest in place, at most matched_albums_a_pair of them.
std::vector<const WorkLife*> nearest(const Entrants& entrants, const Lifetime& music) {
  std::vector<const WorkLife*> near;
  const auto [begin, end] = entrants.equal_range(music.first);
  for (auto i = begin; i != end; ++i) {
    if (at_a_like_place(music.debut, i->second->life.debut)) near.push_back(i->second);
  }
  std::sort(near.begin(), near.end(), [&](const WorkLife* a, const WorkLife* b) {
    const auto distance = [&](const WorkLife* album) {
      return std::abs(std::log(album->life.debut / music.debut));
    };
    return std::tuple(distance(a), a->life.debut) < std::tuple(distance(b), b->life.debut);
  });
  if (near.size() > matched_albums_a_pair) near.resize(matched_albums_a_pair);
  return near;
}

// A pair, and the life of its music as the chart shows it.
struct Measured {
  Pair pair;
  Lifetime music;
};

void match_albums(std::span<const Measured> measured, std::span<const WorkLife> lives,
                  const PairOptions& options, PairSet& set) {
  if (set.music_source.scale != Scale::rank) return;
  Entrants entrants;
  for (const WorkLife& life : lives) {
    if (!life.work.soundtrack) entrants.emplace(life.life.first, &life);
  }
  std::map<const WorkLife*, std::int32_t> numbers;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    for (const WorkLife* album : nearest(entrants, measured[i].music)) {
      const auto next = static_cast<std::int32_t>(numbers.size() + 1);
      const std::int32_t number = numbers.try_emplace(album, next).first->second;
      set.matched.push_back({i, number, watched_life(album->life, set.music_source, options.rule)});
    }
  }
}

// Why film and music are counted by one search, which says nothing of either; "" where they are not.
std::string one_query(const WorkLife& film, const WorkLife& music, const SourceView& view) {
  if (view.scale != Scale::index) return "";
  return shared_query({film.work.title, {}}, {music.work.title, {}}, {});
}

}  // namespace

namespace {

// What is linked: a source's films, another's film music, and everything else that it charted.
struct Linked {
  std::vector<WorkLife> films;
  std::vector<WorkLife> music;
  std::vector<WorkLife> all_music;
  LinkResult result;
};

Linked link_works(Store& store, const PairOptions& options, const SourceView& film_source,
                  const SourceView& music_source) {
  Linked linked;
  linked.films = film_lives(store, film_source, options.rule);
  linked.all_music = music_lives(store, music_source, options.rule, linked.films);
  std::copy_if(linked.all_music.begin(), linked.all_music.end(), std::back_inserter(linked.music),
               [&](const WorkLife& life) {
                 return life.work.soundtrack && life.life.first >= options.since;
               });
  linked.result = link(link_films(linked.films), link_music(linked.music), link_decisions(store),
                       options.link_rule);
  return linked;
}

bool speaks_of_any(const LinkDecision& decision, const Linked& linked) {
  const bool film =
      std::any_of(linked.films.begin(), linked.films.end(), [&](const WorkLife& life) {
        return life.work.title == decision.film &&
               (!decision.film_released || *decision.film_released == premiere(life));
      });
  return film && std::any_of(linked.music.begin(), linked.music.end(), [&](const WorkLife& life) {
           return life.work.title == decision.music && life.work.maker == decision.performer;
         });
}

}  // namespace

LinkCheck check_store_links(Store& store, const PairOptions& options,
                            std::span<const KnownPair> known) {
  const Linked linked = link_works(store, options, view_source(store, options.film_source),
                                   view_source(store, options.music_source));
  return check_links(link_films(linked.films), link_music(linked.music), linked.result.links,
                     known);
}

PairSet find_pairs(Store& store, const PairOptions& options) {
  PairSet set;
  set.film_source = view_source(store, options.film_source);
  set.music_source = view_source(store, options.music_source);
  const Linked linked = link_works(store, options, set.film_source, set.music_source);
  const std::vector<WorkLife>& films = linked.films;
  const std::vector<WorkLife>& music = linked.music;
  set.music_works = static_cast<std::int64_t>(music.size());
  std::vector<Measured> measured;
  for (const Link& link : linked.result.links) {
    const std::string refusal = one_query(films[link.film], music[link.music], set.music_source);
    if (!refusal.empty()) {
      set.refused.push_back({films[link.film].work.title, music[link.music].work.title, refusal});
    } else {
      measured.push_back({make_pair(films[link.film], music[link.music], link, set, options.rule),
                          music[link.music].life});
    }
  }
  std::sort(measured.begin(), measured.end(), [](const Measured& a, const Measured& b) {
    return std::tie(a.pair.film_released, a.pair.film, a.pair.music, a.pair.performer) <
           std::tie(b.pair.film_released, b.pair.film, b.pair.music, b.pair.performer);
  });
  set.decisions = link_decisions(store);
  std::copy_if(set.decisions.begin(), set.decisions.end(), std::back_inserter(set.idle),
               [&](const LinkDecision& decision) { return !speaks_of_any(decision, linked); });
  for (const Link& link : linked.result.doubtful) {
    const WorkLife& film = films[link.film];
    const WorkLife& piece = music[link.music];
    set.doubtful.push_back(
        {{film.work.title, premiere(film), piece.work.title, piece.work.maker, link.accepted},
         to_string(link.reason),
         link.confidence,
         link.note});
  }
  match_albums(measured, linked.all_music, options, set);
  for (Measured& one : measured) set.pairs.push_back(std::move(one.pair));
  return set;
}

std::vector<LinkDecision> link_decisions(Store& store) {
  std::vector<LinkDecision> decisions;
  store
      .query(
          "SELECT film, film_released, music, performer, accepted FROM link_decision "
          "ORDER BY music, performer, film")
      .for_each([&](const Row& row) {
        LinkDecision decision{std::string(row.text(0)), std::nullopt, std::string(row.text(2)),
                              std::string(row.text(3)), row.truth(4)};
        if (!row.null(1)) decision.film_released = row.day(1);
        decisions.push_back(std::move(decision));
      });
  return decisions;
}

namespace {

struct ReadDecision {
  LinkDecision decision;
  bool forget = false;
};

void require_decision_columns(const std::string& path) {
  const std::string head = read_head(path, 4096);
  const std::string header = head.substr(0, head.find('\n'));
  for (const char* column : {"film", "film_released", "music", "performer", "decision"}) {
    if (header.find(column) != std::string::npos) continue;
    throw std::move(Error(fmt::format("the column '{}' is missing", column))
                        .in(path)
                        .hint("it has film, film_released, music, performer, decision"));
  }
}

std::optional<ReadDecision> read_decision(const Row& row) {
  const std::string_view word = row.text(4);
  if (word.empty()) return std::nullopt;
  ReadDecision read;
  read.decision = {std::string(row.text(0)), std::nullopt, std::string(row.text(2)),
                   std::string(row.text(3)), word == "yes" || word == "y"};
  read.forget = word == "forget";
  if (!read.decision.accepted && !read.forget && word != "no" && word != "n") {
    throw Error("the decision '" + std::string(word) + "' is neither yes nor no (nor forget)");
  }
  if (!row.text(1).empty()) {
    read.decision.film_released = parse_day(row.text(1));
    if (!read.decision.film_released) {
      throw Error("film_released '" + std::string(row.text(1)) + "' is not a date (YYYY-MM-DD)");
    }
  }
  return read;
}

void keep(Store& store, const ReadDecision& read) {
  const LinkDecision& decision = read.decision;
  const std::string released = decision.film_released ? to_string(*decision.film_released) : "";
  store.execute(
      "DELETE FROM link_decision WHERE film = ? AND film_released IS NOT DISTINCT FROM "
      "try_cast(? AS DATE) AND music = ? AND performer = ?",
      {decision.film, released, decision.music, decision.performer});
  if (read.forget) return;
  store.execute("INSERT INTO link_decision VALUES (?, try_cast(? AS DATE), ?, ?, ?)",
                {decision.film, released, decision.music, decision.performer, decision.accepted});
}

}  // namespace

std::int64_t read_link_decisions(Store& store, const std::string& path) {
  require_readable_file(path);
  require_decision_columns(path);
  std::vector<ReadDecision> decisions;
  try {
    store
        .query(
            "SELECT film, film_released, music, performer, lower(trim(decision)), "
            "row_number() OVER () + 1 FROM read_csv(" +
            sql_path(path) +
            ", header = true, delim = ',', all_varchar = true, hive_partitioning = false)")
        .for_each([&](const Row& row) {
          try {
            if (auto read = read_decision(row)) decisions.push_back(std::move(*read));
          } catch (Error& error) {
            error.at_row(row.integer(5));
            throw;
          }
        });
  } catch (Error& error) {
    error.in(path);
    throw;
  }
  Store::Transaction transaction(store);
  for (const ReadDecision& read : decisions) keep(store, read);
  transaction.commit();
  return static_cast<std::int64_t>(decisions.size());
}

}  // namespace outlive
