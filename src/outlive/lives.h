// The lives of films and of their music, as links and pairs want them.
//
// A list of what runs in cinemas has a row for every release, and calls later ones by the same title
// with a note. A film's life is that of all its releases together: music can come back, and so can its
// film. A chart calls the soundtracks of a film and of its remake by one title; where a soundtrack comes
// back after many years just as another film of that title opens, it is another album.
#pragma once

#include <span>
#include <vector>

#include "attention/series.h"
#include "outlive/pair.h"

namespace outlive {

// Films and series of a source, later releases folded into the first. By title, maker and id.
std::vector<WorkLife> film_lives(Store& store, const SourceView& view, const LifetimeRule& rule);

// All music of a source; soundtracks told apart from those of earlier films of their title.
std::vector<WorkLife> music_lives(Store& store, const SourceView& view, const LifetimeRule& rule,
                                  std::span<const WorkLife> films);

// A measured life as it was watched, with its counted days.
WatchedLife watched_life(const Lifetime& life, const SourceView& view, const LifetimeRule& rule);

// A film's first public showing, or its first sighting where the source does not tell.
Day premiere(const WorkLife& film);

bool is_film(const Work& work);

}  // namespace outlive
