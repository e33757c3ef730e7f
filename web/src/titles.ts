/** How films and their albums are named for reading. The records keep their own spelling, in the CSV too. */

import type { Pair } from "./data.ts";

/** "Stop Making Sense2023  Re-release" → "Stop Making Sense (2023 re-release)": a year glued to a title, with its note. */
export function filmTitle(title: string): string {
  const glued = /^(.*[^\s\d(])\s*((?:19|20)\d{2})\s+(re-?release.*)$/iu.exec(title) ?? /^(.*\p{L})((?:19|20)\d{2})\s+(\S.*)$/u.exec(title);
  if (glued === null) return title;
  const [, name = "", year = "", note = ""] = glued;
  return `${name.trimEnd()} (${year} ${note.trim().replace(/\s+/g, " ").replace(/^Re-?release/i, "re-release")})`;
}

/** With the year of its first showing, unless the title tells one in brackets. */
export function filmAndYear(pair: Pair): string {
  const title = filmTitle(pair.film);
  return pair.film_released === null || /\((?:19|20)\d{2}\b/.test(title)
    ? title
    : `${title} (${pair.film_released.slice(0, 4)})`;
}

const filmOf = (pair: Pair): string => `${pair.film}\n${pair.film_released ?? ""}`;

/** The pairs whose film has more than one album here, so that its title alone does not say which pair is meant. */
export function withSeveralAlbums(pairs: Pair[]): Set<Pair> {
  const albums = new Map<string, number>();
  for (const pair of pairs) albums.set(filmOf(pair), (albums.get(filmOf(pair)) ?? 0) + 1);
  return new Set(pairs.filter((pair) => (albums.get(filmOf(pair)) ?? 0) > 1));
}

/** The album with its performer: "Twilight: The Score, Carter Burwell". */
export const album = (pair: Pair): string => (pair.performer === null ? pair.music : `${pair.music}, ${pair.performer}`);

/** Breaks a text between words into lines of at most so many characters, where its words allow. */
export function wrapped(text: string, characters: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= characters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

export const cut = (text: string, length: number): string =>
  text.length <= length ? text : `${text.slice(0, length - 1).trimEnd()}…`;
