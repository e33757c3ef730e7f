#include "outlive/link.h"

#include <fmt/format.h>

#include <filesystem>
#include <map>

#include "base/file.h"
#include "cli/commands.h"
#include "cli/measuring.h"
#include "cli/output.h"
#include "outlive/error.h"

namespace outlive {
namespace {

// Films and soundtracks that share a row, and so an identifier: film_title, film_release_date,
// album_title, album_us_release_date, as the MusicBrainz join of films and release groups has them.
std::vector<KnownPair> read_known_pairs(const std::string& path) {
  require_readable_file(path);
  std::vector<KnownPair> known;
  Store store = Store::scratch();
  try {
    store
        .query(
            "SELECT film_title, film_release_date, album_title, album_us_release_date FROM "
            "read_csv(" +
            sql_path(path) +
            ", header = true, all_varchar = true, hive_partitioning = false) WHERE "
            "album_us_release_date IS NOT NULL AND "
            "coalesce(us_date_has_missing_month, 'False') <> 'True'")
        .for_each([&](const Row& row) {
          const auto premiere = parse_day(row.text(1));
          const auto album = parse_day(row.text(3));
          if (!premiere || !album) return;
          known.push_back({{std::string(row.text(0)), "", *premiere},
                           {std::string(row.text(2)), "", "", *album}});
        });
  } catch (Error&) {
    throw std::move(Error("is no list of films and soundtracks with identifiers")
                        .in(path)
                        .hint("it has film_title, film_release_date, album_title, "
                              "album_us_release_date and us_date_has_missing_month"));
  }
  if (known.empty()) throw std::move(Error("no row has both dates").in(path));
  return known;
}

void print_check(const std::string& title, const LinkCheck& check) {
  const auto line = [](const char* name, const Estimate& share, std::int64_t count) {
    fmt::print("  {:<10} {:5.1f} %  ({:.1f} to {:.1f})  {} of {}\n", name, 100 * share.estimate,
               100 * share.low, 100 * share.high, count, share.n);
  };
  fmt::print("{}\n", title);
  line("precision", check.precision, check.right);
  line("recall", check.recall, check.right);
  constexpr std::size_t shown = 5;
  for (std::size_t i = 0; i < std::min(shown, check.wrong.size()); ++i) {
    fmt::print("  wrong: {}\n", check.wrong[i]);
  }
  for (std::size_t i = 0; i < std::min(shown, check.missed.size()); ++i) {
    fmt::print("  missed: {}\n", check.missed[i]);
  }
}

void print_doubtful(const std::vector<DoubtfulLink>& doubtful) {
  constexpr std::size_t shown = 10;
  for (std::size_t i = 0; i < std::min(shown, doubtful.size()); ++i) {
    const DoubtfulLink& link = doubtful[i];
    fmt::print("  {:.2f} {} {} / {}\n         {}\n", link.confidence,
               link.link.accepted ? "used  " : "unused", link.link.film, link.link.music,
               link.note);
  }
  if (doubtful.size() > shown) {
    fmt::print("  … {} more; --doubtful FILE writes all, to be decided on\n",
               doubtful.size() - shown);
  }
}

void print_decisions(const PairSet& set) {
  if (set.decisions.empty()) return;
  fmt::print("decisions kept: {}\n", set.decisions.size());
  for (const LinkDecision& decision : set.decisions) {
    fmt::print("  {:<3} {} / {}\n", decision.accepted ? "yes" : "no", decision.film,
               decision.music);
  }
  for (const LinkDecision& decision : set.idle) {
    fmt::print("  without effect, for there is no such film or music: {} / {}\n", decision.film,
               decision.music);
  }
}

}  // namespace

int link_works(const LinkCommand& command) {
  if (!command.check.empty()) {
    const std::vector<KnownPair> known = read_known_pairs(command.check);
    print_check("the list's own films and albums, linked by title and date alone:",
                check_links(known));
    if (std::filesystem::exists(command.store)) {
      Store store = Store::open(command.store, Store::Mode::read_only);
      print_check("the links of " + command.store + ", where the list knows the album:",
                  check_store_links(store, command.pairs, known));
    }
    return 0;
  }
  if (!command.decisions.empty()) {
    Store store = Store::open(command.store, Store::Mode::existing);
    fmt::print("decisions read: {}\n", read_link_decisions(store, command.decisions));
  }
  Store store = Store::open(command.store, Store::Mode::read_only);
  const PairSet set = find_pairs(store, command.pairs);
  std::map<std::string, int> reasons;
  for (const Pair& pair : set.pairs) ++reasons[pair.link_reason];
  fmt::print("{} of {} pieces of film music belong to a film\n", set.pairs.size(), set.music_works);
  for (const auto& [reason, count] : reasons) fmt::print("  by {:<12} {:>5}\n", reason, count);
  if (!set.refused.empty()) fmt::print("{} refused:\n", set.refused.size());
  for (const RefusedPair& pair : set.refused) {
    fmt::print("  {} / {}: {}\n", pair.film, pair.music, pair.reason);
  }
  print_decisions(set);
  fmt::print("{} links a person should look at\n", set.doubtful.size());
  if (command.doubtful.empty()) {
    print_doubtful(set.doubtful);
  } else {
    write_output(command.doubtful, doubtful_csv(set.doubtful));
    fmt::print("  write yes or no under 'decision' in {}, and give it to --decisions\n",
               command.doubtful);
  }
  return 0;
}

}  // namespace outlive
