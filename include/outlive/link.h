// Which music belongs to which film.
//
// Where both sides carry the same film identifier, the link is certain. Otherwise titles and dates
// decide: the album's title, without what albums add to a film's ("The Album", "Music From The Motion
// Picture", a year), must be the film's, and the album must have appeared within 120 days before to
// 270 days after the film's first day. Articles count: "The War" is not "War".
//
//   const LinkResult result = link(films, albums, decisions);
//   result.links;      // at most one film an album, each with its reason and a confidence
//   result.doubtful;   // those that a person should look at, linked or not
//
// A person's yes or no (LinkDecision) comes before every rule.
//
// Source: docs/methods.md, "Linking", which has the precision and recall that the rules reach.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "outlive/date.h"
#include "outlive/estimate.h"

namespace outlive {

struct LinkFilm {
  std::string title;
  std::string identifier;  // Any; "" where there is none.
  Day released;
  bool rerelease = false;  // Listed as a release of an older film.
};

struct LinkMusic {
  std::string title;
  std::string performer;
  std::string film_identifier;  // Identifier of the film it belongs to; "" where there is none.
  Day first_seen;
};

enum class LinkReason {
  decision,    // A person said so.
  identifier,  // Both sides carry the film's identifier.
  title,       // Same title, same time.
  core_title,  // Same title once what albums add is taken off.
  subtitle     // One title continues the other after a colon or dash.
};

std::string to_string(LinkReason reason);

struct Link {
  std::size_t film = 0;   // Index of the film given.
  std::size_t music = 0;  // Index of the music given.
  LinkReason reason = LinkReason::title;
  double confidence = 0;  // A judgement of how likely the link is right, 0 to 1.
  std::string note;       // What makes it doubtful, or "".
  bool accepted = false;
};

struct LinkDecision {
  std::string film;
  std::optional<Day> film_released;  // Nothing: any film of that title.
  std::string music;
  std::string performer;
  bool accepted = false;
};

struct LinkResult {
  std::vector<Link> links;     // Accepted, by music.
  std::vector<Link> doubtful;  // With a confidence below `doubt`, linked or not; by confidence.
};

struct LinkRule {
  Days before{120};     // The album may appear this long before the film ...
  Days after{270};      // ... and this long after.
  double accept = 0.5;  // Confidence from which a link is used.
  double doubt = 0.85;  // Confidence below which a person is asked.
};

LinkResult link(std::span<const LinkFilm> films, std::span<const LinkMusic> music,
                std::span<const LinkDecision> decisions = {}, const LinkRule& rule = {});

// An album's title without what albums add to a film's title.
std::string film_title_of_album(const std::string& album_title);

// Box-office lists write the kind of a later release right behind the title: "Avatar2022 Re-release",
// "Coraline15th Anniversary", "The Polar Express2005 IMAX Release".
struct ListedTitle {
  std::string title;    // "Avatar"
  std::string release;  // "2022 Re-release", or "" for a first release
};
ListedTitle split_release(const std::string& listed);

// What two spellings of one film's title share, without a year in brackets: two works with the same
// key go by the same title.
std::string film_key(const std::string& title);

// How well the rules do on a list in which identifiers tell which music belongs to which film: the
// identifiers are hidden, films and music are linked by title and date alone, and the links compared.
struct KnownPair {
  LinkFilm film;
  LinkMusic music;
};
struct LinkCheck {
  std::int64_t known = 0;           // Pairs in the list.
  std::int64_t linked = 0;          // Links that the rules made.
  std::int64_t right = 0;           // Of these, those that the list has too.
  Estimate precision;               // right / linked
  Estimate recall;                  // right / known
  std::vector<std::string> wrong;   // Links that the list does not have, a line each.
  std::vector<std::string> missed;  // Pairs that were not linked, a line each.
};
LinkCheck check_links(std::span<const KnownPair> known, const LinkRule& rule = {});

// The same for links already made between other films and music. A piece of music is in the known
// list when an album of its title appeared there within 60 days of its first sighting; its link is
// right when the list gives that album to a film of the linked film's title, shown within 60 days.
// Only such music, and for recall only where its film is among those given, is counted.
LinkCheck check_links(std::span<const LinkFilm> films, std::span<const LinkMusic> music,
                      std::span<const Link> links, std::span<const KnownPair> known);

}  // namespace outlive
