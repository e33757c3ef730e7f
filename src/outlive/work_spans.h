// The spans that outlive/speed.h is about, from a store.
#pragma once

#include <vector>

#include "attention/series.h"
#include "outlive/speed.h"

namespace outlive {

struct SpansOfSource {
  std::vector<WorkSpans> works;
  std::int64_t left_out = 0;  // Seen so early that they may have been there before.
};

// The spans of one series; nothing when it was never alive. A place in a chart is taken for attention
// by Zipf's law: half the attention is twice the place.
std::optional<WorkSpans> work_spans(std::span<const Observation> series, const SourceView& view,
                                    const LifetimeRule& rule);

SpansOfSource spans_of(Store& store, const SourceView& view, const LifetimeRule& rule);

}  // namespace outlive
