// Random streams that give the same on every machine, in any order of work.
//
//   Random random = random_stream(seed, 17);   // the stream of the 17th series, whoever draws before
//
// Boost's generators and distributions are specified to the bit; those of the standard library are
// not.
#pragma once

#include <boost/random/mersenne_twister.hpp>
#include <cstdint>

namespace outlive {

using Random = boost::random::mt19937_64;

// Streams of one seed are told apart by `index` through the finaliser of SplitMix64 (Steele, Lea &
// Flood 2014), so that neighbouring indices and seeds have nothing in common.
inline Random random_stream(std::uint64_t seed, std::uint64_t index) {
  const auto mix = [](std::uint64_t z) {
    z += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
  };
  return Random(mix(mix(seed) + index));
}

}  // namespace outlive
