// From a store to pairs: films, their music, the lives of both, and albums to compare with.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "attention/series.h"
#include "outlive/link.h"
#include "outlive/pair.h"
#include "store/store.h"

namespace outlive {

struct PairOptions {
  std::string film_source = "box-office-daily";
  std::string music_source = "billboard-200";
  Day since = Day(std::chrono::year(2000) / 1 / 1);  // Music first seen on or after this day.
  LifetimeRule rule;
  LinkRule link_rule;
};

// A link that a person should look at.
struct DoubtfulLink {
  LinkDecision link;  // `accepted`: is it used as it stands?
  std::string reason;
  double confidence = 0;
  std::string note;
};

// A pair that is not judged, and why.
struct RefusedPair {
  std::string film;
  std::string music;
  std::string reason;
};

struct PairSet {
  SourceView film_source;
  SourceView music_source;
  std::vector<Pair> pairs;             // By film's release, film, music.
  std::vector<MatchedAlbum> matched;   // By pair.
  std::vector<DoubtfulLink> doubtful;  // By confidence, highest first.
  std::vector<RefusedPair> refused;
  std::vector<LinkDecision> decisions;  // Kept in the store ...
  std::vector<LinkDecision> idle;       // ... and those of them that name no film or music of it.
  std::int64_t music_works = 0;         // Pieces of film music looked at.
};

PairSet find_pairs(Store& store, const PairOptions& options);

// How well the store's links agree with a list of pairs known by identifiers.
LinkCheck check_store_links(Store& store, const PairOptions& options,
                            std::span<const KnownPair> known);

// The decisions kept in the store, and how to add some.
std::vector<LinkDecision> link_decisions(Store& store);
// Reads a CSV of columns film, film_released, music, performer, decision (yes; no; forget: as if never
// decided; or empty: not decided yet), and keeps what it says in place of what was kept of the same
// link before. Returns how many decisions were read. Throws Error naming file and row.
std::int64_t read_link_decisions(Store& store, const std::string& path);

}  // namespace outlive
