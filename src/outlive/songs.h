// When two titles name one song.
//
// A chart may list a song under two titles, and a film's credits under a third: "Running Up That Hill"
// and "Running Up That Hill (A Deal With God)", with or without who is featured, with what it was taken
// from. What tells another recording ("Taylor's Version", "Live", "Remix") stays.
#pragma once

#include <string>

namespace outlive {

struct SongTitle {
  std::string key;   // Normalised, without who is featured, where from and which mastering.
  std::string core;  // The same without what else stands in brackets.
};
SongTitle song_title(const std::string& title);

// One has no more in brackets than the other leaves off.
bool same_song(const SongTitle& a, const SongTitle& b);

// Normalised, up to "Featuring", "With", "Duet With" and the like.
std::string main_performer(const std::string& performer);

// Whether `performer`, as credits write it ("Brandy Norwood (as Brandy)"), names the main performer, or
// the other way round.
bool names_performer(const std::string& credited, const std::string& performer);

}  // namespace outlive
