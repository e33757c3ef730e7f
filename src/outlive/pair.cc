#include "outlive/pair.h"

namespace outlive {

std::string_view to_string(LifeKind kind) {
  return kind == LifeKind::whole ? "whole" : "first";
}

WatchedLife watched_life(const Lifetime& life, Day last_day, const LifetimeRule& rule) {
  return {life.first,
          0,
          life.first_life,
          life.whole_life,
          life.last_seen,
          life.period,
          last_day - Days(life.period) - rule.silence};
}

Verdict judge(const Pair& pair, LifeKind kind) {
  return judge(pair.film_life.known_end(kind), pair.music_life.known_end(kind));
}

}  // namespace outlive
