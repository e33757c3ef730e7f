/** Comma-separated values as RFC 4180 has them: CRLF, and quotes doubled inside quotes. */

import type { Pair } from "./data.ts";
import { h } from "./dom.ts";

export const columns: readonly (keyof Pair)[] = [
  "film",
  "film_released",
  "film_end",
  "film_censored",
  "film_censoring",
  "music",
  "performer",
  "music_start",
  "music_end",
  "music_censored",
  "music_censoring",
  "music_first_life_end",
  "revivals",
  "link_reason",
  "link_confidence",
  "weeks_on_chart",
  "peak_rank",
  "verdict",
  "years",
  "years_low",
  "years_high",
];

export type Cell = string | number | boolean | null;

function field(value: Cell): string {
  if (value === null) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export const csvOf = (rows: Cell[][]): string => rows.map((row) => `${row.map(field).join(",")}\r\n`).join("");

export const csv = (pairs: Pair[]): string =>
  csvOf([[...columns], ...pairs.map((pair) => columns.map((name) => pair[name]))]);

/** Hands a text to the reader as a file. */
export function download(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: "text/csv;charset=utf-8" }));
  const link = h("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
