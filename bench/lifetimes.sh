#!/usr/bin/env bash
# Lifetimes of 100 million simulated daily rows of 200,000 works in Parquet, beside what the database
# needs for the bare grouping of the same file, in turn: bench/lifetimes.sh [WORKS] [DAYS]
set -euo pipefail
cd "$(dirname "$0")/.."
works=${1:-200000}
days=${2:-500}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
timed() { /usr/bin/time -f "%e %M" -o "$work/time" "$@" >/dev/null; cat "$work/time"; }

build/bench/lifetimes_bench write "$work/tidy.parquet" "$works" "$days"
ls -l "$work/tidy.parquet" | awk '{ printf "%d bytes\n", $5 }'
for round in 1 2 3; do
  read -r group group_kb <<< "$(timed build/bench/lifetimes_bench group "$work/tidy.parquet")"
  read -r lives lives_kb <<< "$(timed build/outlive lifetimes --file "$work/tidy.parquet" -o "$work/lives.csv")"
  awk "BEGIN { printf \"round $round: grouping %.2f s (%.0f MB), lifetimes %.2f s (%.0f MB), ratio %.2f\n\", $group, $group_kb/1024, $lives, $lives_kb/1024, $lives/$group }"
done
