/** Which pairs, and in what order: filters, search and sorting, apart from the page. */

import { decadeOf, type Pair, type Verdict } from "./data.ts";
import { filmTitle } from "./titles.ts";

export interface Filter {
  verdict: Verdict | "";
  decade: string;
  search: string;
}

/** Lower case without accents, so that "amelie" finds "Amélie". */
export const plain = (text: string): string => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** What a search looks through: the titles as recorded and as shown, and the year. */
export const searched = (pair: Pair): string =>
  plain(`${pair.film} ${filmTitle(pair.film)} ${pair.music} ${pair.performer ?? ""} ${pair.film_released?.slice(0, 4) ?? ""}`);

/** The pairs that meet every condition; each word of the search must occur somewhere. */
export function choose(pairs: Pair[], filter: Filter): Pair[] {
  const words = plain(filter.search).split(/\s+/).filter(Boolean);
  return pairs.filter((pair) => {
    if (filter.verdict !== "" && pair.verdict !== filter.verdict) return false;
    if (filter.decade !== "" && decadeOf(pair) !== filter.decade) return false;
    if (words.length === 0) return true;
    const text = searched(pair);
    return words.every((word) => text.includes(word));
  });
}

export type SortValue = string | number | null;
export type Direction = "ascending" | "descending";

const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** A stable sort in either direction. The unknown always stands last. */
export function sorted<T>(rows: readonly T[], value: (row: T) => SortValue, direction: Direction): T[] {
  const sign = direction === "ascending" ? 1 : -1;
  return rows
    .map((row) => ({ row, key: value(row) }))
    .sort((a, b) => {
      if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
      if (typeof a.key === "number" && typeof b.key === "number") return sign * (a.key - b.key);
      return sign * collator.compare(String(a.key), String(b.key));
    })
    .map(({ row }) => row);
}
