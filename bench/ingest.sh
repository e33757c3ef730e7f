#!/usr/bin/env bash
# Times reading every known file of a folder into an empty store, and the whole run on that folder.
set -euo pipefail
cd "$(dirname "$0")/.."
data=${OUTLIVE_DATA:-../shared/data}
if [[ ! -d "$data" ]]; then echo "skipped: there is no folder $data (set OUTLIVE_DATA)"; exit 0; fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

ingest_all() {
  rm -f "$work/store.duckdb"*
  while read -r source file; do
    build/outlive ingest --store "$work/store.duckdb" "$source" "$data/$file" >/dev/null
  done <<< "billboard-200 billboard-200.csv.gz
box-office-daily box-office-daily.csv.gz
google-trends-pairs google-trends-pairs-monthly.csv.gz
hot-100 hot-100.csv.gz
netflix-top10 netflix-top10-weekly.tsv.gz
wikimedia-views wikipedia-film-views-monthly.csv.gz"
}
whole_run() {
  rm -rf "$work/out"
  build/outlive run "$data" -o "$work/out" >/dev/null
}
again() { build/outlive run "$data" -o "$work/out" >/dev/null; }

for task in ingest_all whole_run again; do
  for round in 1 2 3; do
    begin=$(date +%s.%N)
    "$task"
    end=$(date +%s.%N)
    echo "$task, round $round: $(awk "BEGIN { printf \"%.2f\", $end - $begin }") s"
  done
done
