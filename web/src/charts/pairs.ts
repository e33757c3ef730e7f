/** Each pair as a line from the film's end to the music's end: all of them as thin rows, or a few with their names. */

import * as Plot from "@observablehq/plot";
import { seenSpan, yearsBetween, type Pair } from "../data.ts";
import { brief, day, percent, signedSpan, span, yearTick } from "../format.ts";
import type { Terms } from "../terms.ts";
import { album, cut, filmAndYear, filmTitle, withSeveralAlbums } from "../titles.ts";
import {
  colour,
  fontSize,
  inText,
  isNarrow,
  rootLabel,
  tipStyle,
  verdictColour,
  verdictWords,
  yearAxis,
  yearScale,
} from "./plot.ts";

export interface Row {
  pair: Pair;
  film: number;
  music: number;
  span: number;
  /** Whether its film has other albums here, so that the album must be named. */
  several: boolean;
}

/**
 * The pairs whose ends are known, the music's longest lead first. The music's end stands where the span puts it: a chart's
 * printed date lies later than the week that it counts.
 */
export function rowsOf(pairs: Pair[]): Row[] {
  const several = withSeveralAlbums(pairs);
  return pairs
    .flatMap((pair) => {
      const film = yearsBetween(pair.film_released, pair.film_end);
      const span = seenSpan(pair);
      return film === null || span === null ? [] : [{ pair, film, music: film + span, span, several: several.has(pair) }];
    })
    .sort((a, b) => b.span - a.span || a.pair.film.localeCompare(b.pair.film));
}

/** A pair in a sentence: its film, and its album where the film has several. */
export const pairName = ({ pair, several }: Row): string =>
  several ? `${filmTitle(pair.film)} [${album(pair)}]` : filmTitle(pair.film);

function tipText({ pair }: Row, terms: Terms): string {
  const open = (censored: boolean, why: string | null) =>
    censored ? ` or later (${why === "rule" ? "removed by a rule" : "data end"})` : "";
  return [
    cut(filmTitle(pair.film), 60),
    cut(album(pair), 60),
    `Film ended ${day(pair.film_end)}${open(pair.film_censored, pair.film_censoring)}`,
    `${terms.musicEnded} ${day(pair.music_end)}${open(pair.music_censored, pair.music_censoring)}`,
    `${verdictWords[pair.verdict]}${pair.verdict === "undecided" || pair.verdict === "tied" ? "" : ` by ${span(pair)}`}`,
  ].join("\n");
}

const extent = (rows: Row[]): [number, number] => [
  Math.min(0, ...rows.map((row) => Math.min(row.film, row.music))),
  Math.max(1, ...rows.map((row) => Math.max(row.film, row.music))) * 1.04,
];

/** An open end: a small arrow that points on, since the true end lies later. */
function arrows(rows: Row[], end: "film" | "music", length: number, options: Plot.VectorOptions): Plot.Markish {
  const open = rows.filter((row) => (end === "film" ? row.pair.film_censored : row.pair.music_censored));
  return Plot.vector(open, { x: end, length, rotate: 90, anchor: "start", stroke: colour[end], ...options });
}

/** Every pair, one thin row each; a few rows down the side are named as landmarks. */
export function overviewChart(rows: Row[], width: number, terms: Terms): Element {
  const narrow = isNarrow(width);
  const pitch = Math.min(16, Math.max(1.3, 760 / Math.max(1, rows.length)));
  const marginLeft = narrow ? 10 : 244;
  const marginRight = narrow ? 10 : 18;
  const [low, high] = extent(rows);
  const scale = yearScale(low, high, width - marginLeft - marginRight);
  const index = new Map(rows.map((row, i) => [row, i]));
  const y = (row: Row) => index.get(row) ?? 0;
  const every = pitch >= 14 ? 1 : Math.max(1, Math.round(54 / pitch));
  const landmarks = narrow ? [] : rows.filter((_, i) => i % every === 0 && (rows.length - i) * pitch > 8);

  return Plot.plot({
    width,
    height: Math.round(rows.length * pitch) + 78,
    marginLeft,
    marginRight,
    marginTop: 30,
    marginBottom: 44,
    style: { fontSize: fontSize(width) },
    x: scale,
    y: { type: "linear", domain: [-1, rows.length], reverse: true, axis: null },
    r: { type: "identity" },
    marks: [
      yearAxis(scale, "bottom", rootLabel("years since the film’s first showing", width)),
      Plot.axisX(scale.marks, { anchor: "top", tickFormat: yearTick, tickSize: 0, label: null }),
      Plot.ruleY(rows, {
        x1: "film",
        x2: "music",
        y,
        stroke: (d: Row) => verdictColour[d.pair.verdict],
        strokeWidth: Math.min(4, pitch * 0.78),
        strokeOpacity: 0.42,
      }),
      Plot.dot(
        rows.filter((row) => !row.pair.film_censored),
        { x: "film", y, r: Math.min(4, Math.max(1.1, pitch * 0.5)), fill: colour.film },
      ),
      Plot.dot(
        rows.filter((row) => !row.pair.music_censored),
        { x: "music", y, r: Math.min(4, Math.max(1.1, pitch * 0.5)), fill: colour.music },
      ),
      arrows(rows, "film", 9, { y, strokeWidth: 1 }),
      arrows(rows, "music", 9, { y, strokeWidth: 1 }),
      Plot.text(landmarks, {
        x: low,
        y,
        dx: -74,
        textAnchor: "end",
        fill: colour.quiet,
        text: (d: Row) => cut(filmTitle(d.pair.film), 23),
      }),
      Plot.text(landmarks, {
        x: low,
        y,
        dx: -10,
        textAnchor: "end",
        fill: (d: Row) => inText(verdictColour[d.pair.verdict]),
        fontVariant: "tabular-nums",
        text: (d: Row) => brief(signedSpan(d.pair)).replace("≥ ", "≥"),
      }),
      Plot.tip(
        rows,
        Plot.pointerY({
          x: (d: Row) => Math.max(d.film, d.music),
          y,
          title: (d: Row) => tipText(d, terms),
          maxRadius: 30,
          ...tipStyle(width),
        }),
      ),
    ],
  });
}

/** A few pairs with their titles. On a narrow screen the title stands above its line. */
export function selectionChart(rows: Row[], width: number, terms: Terms): Element {
  const narrow = isNarrow(width);
  const pitch = narrow ? 40 : 25;
  // The album's line, where a film has several.
  const extra = 15;
  const marginLeft = narrow ? 8 : Math.min(330, width * 0.34);
  const marginRight = narrow ? 62 : 96;
  const characters = Math.floor((narrow ? width - 8 : marginLeft - 14) / 6.7);
  const [low, high] = extent(rows);
  const scale = yearScale(low, high, width - marginLeft - marginRight);
  let height = 0;
  const middles = new Map<Row, number>();
  for (const row of rows) {
    const tall = pitch + (row.several ? extra : 0);
    middles.set(row, height + tall / 2);
    height += tall;
  }
  const y = (row: Row) => middles.get(row) ?? 0;
  /** Narrow: the line of a pair stands below its title, and below its album where that is named. */
  const lineAt = (row: Row) => y(row) + (narrow ? 9 + (row.several ? extra / 2 : 0) : 0);
  const titleAt = (row: Row) => y(row) - (narrow ? 9 : 0) - (row.several ? extra / 2 : 0);
  const named = rows.filter((row) => row.several);
  const nameStyle = {
    x: low,
    dx: narrow ? 0 : -10,
    textAnchor: narrow ? ("start" as const) : ("end" as const),
    ...(narrow ? { stroke: colour.paper, strokeWidth: 4 } : {}),
  };

  return Plot.plot({
    width,
    height: height + 70,
    marginLeft,
    marginRight,
    marginTop: 22,
    marginBottom: 48,
    style: { fontSize: fontSize(width) },
    x: scale,
    y: { type: "linear", domain: [0, height], reverse: true, axis: null },
    marks: [
      yearAxis(scale, "bottom", rootLabel("years since the film’s first showing", width)),
      Plot.ruleY(rows, {
        x1: "film",
        x2: "music",
        y: lineAt,
        stroke: (d: Row) => verdictColour[d.pair.verdict],
        strokeWidth: 3,
        strokeOpacity: 0.5,
      }),
      arrows(rows, "film", 16, { y: lineAt, strokeWidth: 1.6 }),
      arrows(rows, "music", 16, { y: lineAt, strokeWidth: 1.6 }),
      (["film", "music"] as const).map((end) =>
        Plot.dot(rows, {
          x: end,
          y: lineAt,
          r: 4.2,
          fill: (d: Row) =>
            (end === "film" ? d.pair.film_censored : d.pair.music_censored) ? colour.paper : colour[end],
          stroke: colour[end],
          strokeWidth: 1.6,
        }),
      ),
      Plot.text(rows, {
        ...nameStyle,
        y: titleAt,
        text: (d: Row) => cut(filmAndYear(d.pair), characters),
        fill: colour.ink,
      }),
      Plot.text(named, {
        ...nameStyle,
        y: (d: Row) => titleAt(d) + extra,
        text: (d: Row) => cut(album(d.pair), characters),
        fill: colour.quiet,
      }),
      Plot.text(rows, {
        frameAnchor: "right",
        y: lineAt,
        dx: marginRight,
        textAnchor: "end",
        text: (d: Row) => (narrow ? brief(span(d.pair)) : span(d.pair).replace("at least ", "≥ ")),
        fill: (d: Row) => inText(verdictColour[d.pair.verdict]),
        fontWeight: 600,
        fontVariant: "tabular-nums",
      }),
      Plot.tip(
        rows,
        Plot.pointerY({
          x: (d: Row) => Math.max(d.film, d.music),
          y: lineAt,
          title: (d: Row) => tipText(d, terms),
          maxRadius: 30,
          ...tipStyle(width),
        }),
      ),
    ],
  });
}

/** The rows of the selection as a table. */
export function selectionTable(rows: Row[]): string[][] {
  return rows.map(({ pair }) => [
    filmTitle(pair.film),
    album(pair),
    `${day(pair.film_end)}${pair.film_censored ? " or later" : ""}`,
    `${day(pair.music_end)}${pair.music_censored ? " or later" : ""}`,
    verdictWords[pair.verdict],
    span(pair),
    percent(pair.link_confidence),
  ]);
}
