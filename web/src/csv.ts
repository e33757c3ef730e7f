/** Comma-separated values as RFC 4180 has them: CRLF, and quotes doubled inside quotes. */

import type { Pair } from "./data.ts";

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

function field(value: string | number | boolean | null): string {
  if (value === null) return "";
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

export function csv(pairs: Pair[]): string {
  const lines = [columns.join(","), ...pairs.map((pair) => columns.map((name) => field(pair[name])).join(","))];
  return lines.map((line) => `${line}\r\n`).join("");
}
