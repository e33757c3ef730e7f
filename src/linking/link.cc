#include "outlive/link.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <regex>
#include <unordered_map>

#include "base/text.h"

namespace outlive {
namespace {

// The library's matcher recurses on what it matches: a title as long as a book is none.
constexpr std::size_t longest_title = 400;

std::regex pattern(const char* text) {
  return std::regex(text, std::regex::icase | std::regex::optimize);
}

// "(Soundtrack)", "[The Talon Mix]", "(2019)": what stands in brackets, if it speaks of the record.
const std::regex& record_note() {
  static const std::regex compiled = pattern(
      R"(\s*[(\[][^)\]]*(soundtrack|score|\bep\b|deluxe|edition|highlights|version|recording|remix|mix\b|motion picture|music from|19\d\d|20\d\d)[^)\]]*[)\]])");
  return compiled;
}

const std::regex& leading_credit() {
  static const std::regex compiled = pattern(
      R"(^(more music from|music from|songs from|disney'?s|disney/pixar'?s?|walt disney'?s|dr\. seuss'?s?|tyler perry'?s|marvel'?s)\s+(and inspired by\s+)?(the motion picture\s+)?)");
  return compiled;
}

const std::regex& trailing_record() {
  static const std::regex compiled = pattern(
      R"(\s*(:|--| -|,|-(?=the album)|\s(?=the (album|soundtrack)$))\s*(the |an? )?(inspired |original |complete |official )*(album|soundtrack|soundtrack album|score|mixtape|ep)\.?\s*([(,].*)?$)");
  return compiled;
}

const std::regex& trailing_credit() {
  static const std::regex compiled = pattern(
      R"(\s*(:|--| -|,)\s*(the )?((more )?(original )?(music|songs|selections|score|soundtrack)\s+(from|by|inspired|composed|for)\b.*|(an |the )?original (motion picture|score|soundtrack|movie|film)\b.*|more music from|(deluxe|collector'?s|special|expanded|anniversary) edition|motion picture (soundtrack|score).*|highlights|amazon original movie|music from)$)");
  return compiled;
}

bool speaks_of_television(const std::string& title) {
  static const std::regex words = pattern(
      R"(\b(tv|television|hbo|netflix|nbc|abc|mtv|fox|series|season|pilot)\b|\bepisode\b(?! [ivx\d]))");
  return title.size() <= longest_title && std::regex_search(title, words);
}

// Up to a colon, dash or bracket: what a subtitle would follow.
std::vector<std::string> title_heads(const std::string& title) {
  std::vector<std::string> heads;
  for (std::size_t i = 1; i < title.size(); ++i) {
    const bool dash = title.compare(i, 3, " - ") == 0 || title.compare(i, 2, "--") == 0;
    if (title[i] == ':' || dash || title[i] == ',') {
      heads.push_back(normalise_numbered_title(title.substr(0, i)));
    }
  }
  return heads;
}

using Index = std::unordered_multimap<std::string, std::size_t>;

struct FilmIndex {
  Index titles;
  Index heads;  // What stands before a film title's own colon.
  std::unordered_map<std::string, std::size_t> identifiers;

  explicit FilmIndex(std::span<const LinkFilm> films) {
    for (std::size_t i = 0; i < films.size(); ++i) {
      titles.emplace(film_key(films[i].title), i);
      for (std::string& head : title_heads(films[i].title)) heads.emplace(std::move(head), i);
      if (!films[i].identifier.empty()) identifiers.emplace(films[i].identifier, i);
    }
  }
};

// Confidence by the way two titles agree, before dates are looked at: judgements, set below what the
// check against identified pairs in docs/methods.md found, since films without any album and albums
// of other things go by the same titles.
double base_confidence(LinkReason reason) {
  switch (reason) {
    case LinkReason::decision:
    case LinkReason::identifier:
      return 1.0;
    case LinkReason::title:
      return 0.97;
    case LinkReason::core_title:
      return 0.95;
    case LinkReason::subtitle:
      return 0.75;
  }
  return 0;
}

class Linker {
 public:
  Linker(std::span<const LinkFilm> films, std::span<const LinkMusic> music,
         std::span<const LinkDecision> decisions, const LinkRule& rule)
      : films_(films), music_(music), decisions_(decisions), rule_(rule), index_(films) {}

  std::vector<Link> candidates(std::size_t music) const {
    const LinkMusic& album = music_[music];
    std::vector<Link> found;
    if (!album.film_identifier.empty()) {
      const auto film = index_.identifiers.find(album.film_identifier);
      if (film != index_.identifiers.end()) {
        found.push_back({film->second, music, LinkReason::identifier, 1.0, "", true});
        return found;
      }
    }
    collect(found, music, index_.titles, normalise_numbered_title(album.title), LinkReason::title);
    const std::string core = film_title_of_album(album.title);
    const std::string core_key = normalise_numbered_title(core);
    collect(found, music, index_.titles, core_key, LinkReason::core_title);
    for (const std::string& head : title_heads(album.title)) {
      collect(found, music, index_.titles, head, LinkReason::subtitle);
    }
    collect(found, music, index_.heads, core_key, LinkReason::subtitle);
    return found;
  }

  // The best film for a piece of music, with those that a person turned down taken out.
  std::optional<Link> best(std::size_t music, std::vector<Link>& also) const {
    std::vector<Link> found = candidates(music);
    for (Link& link : found) decide(link);
    add_decided_film(music, found);
    std::stable_sort(found.begin(), found.end(), [&](const Link& a, const Link& b) {
      if (a.confidence != b.confidence) return a.confidence > b.confidence;
      return distance(a) < distance(b);
    });
    if (found.empty()) return std::nullopt;
    Link& first = found.front();
    if (first.reason > LinkReason::identifier && found.size() > 1 &&
        found[1].confidence >= rule_.accept) {
      first.confidence *= 0.9;
      append(first.note, fmt::format("'{}' fits as well", films_[found[1].film].title));
    }
    first.accepted = first.confidence >= rule_.accept;
    also.assign(found.begin() + 1, found.end());
    return first;
  }

 private:
  static void append(std::string& note, const std::string& text) {
    note += (note.empty() ? "" : "; ") + text;
  }

  Days lag(const Link& link) const {
    return music_[link.music].first_seen - films_[link.film].released;
  }
  // Albums mostly appear in the weeks around the premiere.
  Days distance(const Link& link) const {
    const Days off = lag(link) - Days(15);
    return off < Days(0) ? -off : off;
  }

  void collect(std::vector<Link>& found, std::size_t music, const Index& index,
               const std::string& key, LinkReason reason) const {
    if (key.empty()) return;
    const auto [begin, end] = index.equal_range(key);
    for (auto i = begin; i != end; ++i) {
      Link link{i->second, music, reason, base_confidence(reason), "", false};
      const bool known = std::any_of(found.begin(), found.end(),
                                     [&](const Link& other) { return other.film == link.film; });
      if (known || lag(link) < -rule_.before || lag(link) > rule_.after) continue;
      weigh(link);
      found.push_back(link);
    }
  }

  void weigh(Link& link) const {
    const auto days = lag(link).count();
    if (days < -30 || days > 75) {
      link.confidence *= 0.85;
      append(link.note, fmt::format("album first seen {} days {} the film", std::abs(days),
                                    days < 0 ? "before" : "after"));
    }
    if (speaks_of_television(music_[link.music].title)) {
      link.confidence *= 0.3;
      append(link.note, "the album speaks of television");
    }
    if (films_[link.film].rerelease) {
      link.confidence *= 0.8;
      append(link.note, "the film is listed as a re-release");
    }
    if (link.reason == LinkReason::subtitle) {
      append(link.note, "one title continues the other");
      if (days < -30 || days > 75) link.confidence *= 0.75;
    }
  }

  bool speaks_of(const LinkDecision& decision, const Link& link) const {
    const LinkFilm& film = films_[link.film];
    const LinkMusic& album = music_[link.music];
    return decision.music == album.title && decision.performer == album.performer &&
           decision.film == film.title &&
           (!decision.film_released || *decision.film_released == film.released);
  }

  void decide(Link& link) const {
    for (const LinkDecision& decision : decisions_) {
      if (!speaks_of(decision, link)) continue;
      link.reason = LinkReason::decision;
      link.confidence = decision.accepted ? 1.0 : 0.0;
      link.note = decision.accepted ? "" : "turned down by a person";
    }
  }

  // A person's yes may name a film that no rule would have found.
  void add_decided_film(std::size_t music, std::vector<Link>& found) const {
    for (const LinkDecision& decision : decisions_) {
      if (!decision.accepted || decision.music != music_[music].title) continue;
      for (std::size_t film = 0; film < films_.size(); ++film) {
        const Link link{film, music, LinkReason::decision, 1.0, "", true};
        const bool known = std::any_of(found.begin(), found.end(),
                                       [&](const Link& other) { return other.film == film; });
        if (!known && speaks_of(decision, link)) found.push_back(link);
      }
    }
  }

  std::span<const LinkFilm> films_;
  std::span<const LinkMusic> music_;
  std::span<const LinkDecision> decisions_;
  LinkRule rule_;
  FilmIndex index_;
};

}  // namespace

std::string to_string(LinkReason reason) {
  switch (reason) {
    case LinkReason::decision:
      return "decision";
    case LinkReason::identifier:
      return "identifier";
    case LinkReason::title:
      return "title";
    case LinkReason::core_title:
      return "core title";
    case LinkReason::subtitle:
      return "subtitle";
  }
  return "";
}

std::string film_title_of_album(const std::string& album_title) {
  if (album_title.size() > longest_title) return album_title;
  std::string title = album_title;
  for (int round = 0; round < 3; ++round) {  // "X: The Album (Soundtrack)" loses one part a round.
    const std::string before = title;
    title = std::regex_replace(title, record_note(), "");
    title = std::regex_replace(title, leading_credit(), "");
    title = std::regex_replace(title, trailing_credit(), "");
    title = std::regex_replace(title, trailing_record(), "");
    if (title.empty()) return album_title;
    if (title == before) break;
  }
  return title;
}

ListedTitle split_release(const std::string& listed) {
  static const std::regex note = pattern(
      R"(^(.*?\S)((?:(?:19|20)\d\d +(?:.* )?(?:re-?release|release|edition|restoration|cut)\b.*|\d+(?:st|nd|rd|th) anniversary.*|IMAX(?: release)?|4k restoration.*))$)");
  std::smatch found;
  if (listed.size() > longest_title || !std::regex_match(listed, found, note)) return {listed, ""};
  return {found[1].str(), found[2].str()};
}

std::string film_key(const std::string& title) {
  static const std::regex year_in_brackets = pattern(R"(\s*\((19|20)\d\d\)$)");
  const std::string first = split_release(title).title;
  if (first.size() > longest_title) return normalise_numbered_title(first);
  return normalise_numbered_title(std::regex_replace(first, year_in_brackets, ""));
}

LinkResult link(std::span<const LinkFilm> films, std::span<const LinkMusic> music,
                std::span<const LinkDecision> decisions, const LinkRule& rule) {
  const Linker linker(films, music, decisions, rule);
  LinkResult result;
  for (std::size_t i = 0; i < music.size(); ++i) {
    std::vector<Link> also;
    const std::optional<Link> best = linker.best(i, also);
    if (!best) continue;
    if (best->accepted) result.links.push_back(*best);
    if (best->reason != LinkReason::decision && best->confidence < rule.doubt) {
      result.doubtful.push_back(*best);
    }
  }
  std::stable_sort(result.doubtful.begin(), result.doubtful.end(),
                   [](const Link& a, const Link& b) { return a.confidence > b.confidence; });
  return result;
}

namespace {

constexpr Days same_event{60};

bool within(Day a, Day b) {
  return a - b <= same_event && b - a <= same_event;
}

}  // namespace

LinkCheck check_links(std::span<const LinkFilm> films, std::span<const LinkMusic> music,
                      std::span<const Link> links, std::span<const KnownPair> known) {
  Index known_albums;
  for (std::size_t i = 0; i < known.size(); ++i) {
    known_albums.emplace(normalise_numbered_title(film_title_of_album(known[i].music.title)), i);
  }
  Index known_films;
  for (std::size_t i = 0; i < films.size(); ++i) known_films.emplace(film_key(films[i].title), i);
  std::vector<const Link*> link_of(music.size(), nullptr);
  for (const Link& link : links) link_of[link.music] = &link;

  LinkCheck check;
  for (std::size_t i = 0; i < music.size(); ++i) {
    const LinkMusic& album = music[i];
    const auto [begin, end] =
        known_albums.equal_range(normalise_numbered_title(film_title_of_album(album.title)));
    // The known pairs that this album may be, and whether their film is among those given.
    bool known_album = false;
    bool known_film = false;
    bool agrees = false;
    for (auto row = begin; row != end; ++row) {
      const KnownPair& pair = known[row->second];
      if (!within(pair.music.first_seen, album.first_seen)) continue;
      known_album = true;
      const auto [first, last] = known_films.equal_range(film_key(pair.film.title));
      for (auto film = first; film != last; ++film) {
        if (!within(films[film->second].released, pair.film.released)) continue;
        known_film = true;
        agrees = agrees || (link_of[i] != nullptr && link_of[i]->film == film->second);
      }
    }
    if (known_album && link_of[i] != nullptr) {
      ++check.linked;
      if (!agrees) {
        check.wrong.push_back(fmt::format("'{}' linked to the film '{}' ({})", album.title,
                                          films[link_of[i]->film].title,
                                          to_string(films[link_of[i]->film].released)));
      }
    }
    if (known_film) {
      ++check.known;
      if (!agrees) {
        check.missed.push_back(fmt::format("'{}' ({})", album.title, to_string(album.first_seen)));
      }
    }
    if (agrees) ++check.right;
  }
  check.precision = wilson_share(check.right, check.linked);
  check.recall = wilson_share(check.right, check.known);
  return check;
}

LinkCheck check_links(std::span<const KnownPair> known, const LinkRule& rule) {
  std::vector<LinkFilm> films;
  std::vector<LinkMusic> music;
  for (const KnownPair& pair : known) {
    films.push_back({pair.film.title, "", pair.film.released});
    music.push_back({pair.music.title, pair.music.performer, "", pair.music.first_seen});
  }
  LinkCheck check;
  check.known = static_cast<std::int64_t>(known.size());
  std::vector<bool> found(known.size(), false);
  for (const Link& link : outlive::link(films, music, {}, rule).links) {
    ++check.linked;
    if (link.film == link.music) {
      ++check.right;
      found[link.music] = true;
    } else {
      check.wrong.push_back(fmt::format(
          "'{}' linked to the film '{}' ({}), not '{}'", music[link.music].title,
          films[link.film].title, to_string(films[link.film].released), films[link.music].title));
    }
  }
  for (std::size_t i = 0; i < known.size(); ++i) {
    if (found[i]) continue;
    check.missed.push_back(fmt::format("'{}' ({}) and the album '{}' ({})", films[i].title,
                                       to_string(films[i].released), music[i].title,
                                       to_string(music[i].first_seen)));
  }
  check.precision = wilson_share(check.right, check.linked);
  check.recall = wilson_share(check.right, check.known);
  return check;
}

}  // namespace outlive
