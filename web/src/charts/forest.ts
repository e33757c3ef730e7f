/** Estimates with their intervals, one a row, beside a reference value; rows may stand in groups. */

import * as Plot from "@observablehq/plot";
import type { Estimate } from "../data.ts";
import { count, withRange } from "../format.ts";
import { wrapped } from "../titles.ts";
import { colour, fontSize, isNarrow } from "./plot.ts";

export interface ForestRow {
  name: string;
  of: Estimate;
  colour?: string;
  /** The row that the others are compared with, drawn heavier. */
  main?: boolean;
  /** A heading above the first of the rows that share it. */
  group?: string;
}

export interface ForestOptions {
  scale: "linear" | "log";
  /** The value of no difference, marked with a line, where there is one. */
  reference: number | null;
  /** Another value to compare with, marked with a broken line. */
  reported?: number | null;
  ticks: number[];
  show: (value: number | null) => string;
  tick: (value: number) => string;
  label: string;
  /** Words at either side of the reference, above the rows. */
  sides?: [string, string];
  domain?: [number, number];
}

/** The span of the intervals and the reference, with some air. */
function domain(rows: ForestRow[], { scale, reference }: ForestOptions): [number, number] {
  const values = [reference, ...rows.flatMap(({ of }) => [of.estimate, of.low, of.high])].filter(
    (v): v is number => v !== null && (scale === "linear" || v > 0),
  );
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (scale === "linear") return [low - (high - low) * 0.06, high + (high - low) * 0.06];
  const air = Math.max(0.08, Math.log(high / low) * 0.1);
  return [low * Math.exp(-air), high * Math.exp(air)];
}

/** Of the ticks those that have room, the nearest to the reference first. */
function thin(ticks: number[], reference: number | null, haveRoom: (a: number, b: number) => boolean): number[] {
  const kept: number[] = [];
  const order = (tick: number) => (reference === null ? 0 : Math.abs(tick - reference));
  for (const tick of [...ticks].sort((a, b) => order(a) - order(b))) {
    if (kept.every((other) => haveRoom(tick, other))) kept.push(tick);
  }
  return kept;
}

/** A row in its place: all in pixels from the top of the plot. */
interface Placed extends ForestRow {
  lines: string[];
  nameAt: number;
  numbersAt: number;
  at: number;
}

const lineHeight = 15;
const characterWidth = 6.5;

/**
 * Places the rows, and the headings of their groups, one below the other. Wide: name, interval and numbers in one line.
 * Narrow: the name, as many lines as it takes, the numbers below it, and the interval below them.
 */
function placed(rows: ForestRow[], characters: number, narrow: boolean) {
  const headings: { text: string; at: number }[] = [];
  let top = 0;
  const all = rows.map((row, i): Placed => {
    if (row.group !== undefined && row.group !== rows[i - 1]?.group) {
      const lines = wrapped(row.group, narrow ? characters : 90);
      top += i === 0 ? 4 : 14;
      headings.push({ text: lines.join("\n"), at: top });
      top += lines.length * lineHeight + 8;
    }
    const lines = wrapped(row.name, characters);
    const tall = lines.length * lineHeight;
    const from = top;
    if (narrow) {
      top += tall + 50;
      return { ...row, lines, nameAt: from, numbersAt: from + tall, at: from + tall + 27 };
    }
    top += Math.max(34, tall + 12);
    const middle = (from + top) / 2;
    return { ...row, lines, nameAt: middle, numbersAt: middle, at: middle };
  });
  return { all, headings, height: top };
}

export function forestChart(rows: ForestRow[], options: ForestOptions, width: number): Element {
  const narrow = isNarrow(width);
  const longest = Math.max(...rows.map((row) => row.name.length));
  const marginLeft = narrow ? 14 : Math.min(width * 0.36, longest * 7 + 24);
  const marginRight = narrow ? 16 : Math.max(210, ...rows.map((row) => numbersOf(row).length * 6.6 + 24));
  const characters = Math.floor((narrow ? width - 24 : marginLeft - 20) / characterWidth);
  const { all, headings, height } = placed(rows, characters, narrow);
  const [low, high] = options.domain ?? domain(rows, options);
  const within = (value: number) => Math.max(low, Math.min(high, value));
  const paint = (row: ForestRow) => row.colour ?? colour.ink;
  function numbersOf({ of }: ForestRow): string {
    const numbers = of.estimate === null ? "not estimable" : withRange(of, options.show);
    return of.n === null ? numbers : `${numbers}   n\u00a0${count(of.n)}`;
  }
  const place = options.scale === "log" ? Math.log : (value: number) => value;
  const inner = width - marginLeft - marginRight;
  const pixels = (to: number, from: number) => ((place(to) - place(from)) / (place(high) - place(low))) * inner;
  const ticks = thin(
    options.ticks.filter((v) => v >= low && v <= high),
    options.reference,
    (a, b) => Math.abs(pixels(a, b)) >= 38,
  );
  /** Upright lines; on a narrow screen only beside the intervals, clear of the names above them. */
  const lines = (at: number[], stroke: string, strokeWidth: number, strokeDasharray?: string): Plot.Markish =>
    Plot.ruleX(
      at.flatMap((x) =>
        narrow
          ? all.map((row) => ({ x, from: row.at - 11, to: row.at + 11 }))
          : [{ x, from: 0, to: height }],
      ),
      { x: "x", y1: "from", y2: "to", stroke, strokeWidth, strokeDasharray },
    );
  const known = all.filter((row) => row.of.estimate !== null);
  const intervals = known.filter((row) => row.of.low !== null || row.of.high !== null);
  const clear = { stroke: colour.paper, strokeWidth: 4 };

  const marginTop = options.sides ? 34 : 14;
  const marginBottom = 48;
  return Plot.plot({
    width,
    height: height + marginTop + marginBottom,
    marginLeft,
    marginRight,
    marginTop,
    marginBottom,
    style: { fontSize: fontSize(width) },
    x: { type: options.scale, domain: [low, high] },
    y: { type: "linear", domain: [0, height], reverse: true, axis: null },
    r: { type: "identity" },
    marks: [
      lines(ticks, colour.rule, 1),
      Plot.axisX(ticks, {
        text: options.tick,
        tickSize: 0,
        label: options.label,
        labelAnchor: "center",
        labelArrow: "none",
      }),
      options.reference === null ? null : lines([options.reference], colour.ink, 1.2),
      options.reported === undefined || options.reported === null
        ? null
        : lines([within(options.reported)], colour.quiet, 1.2, "4 3"),
      options.sides === undefined || options.reference === null ? null : sideWords(options.sides, options.reference),
      Plot.ruleY(intervals, {
        x1: (d: Placed) => within(d.of.low ?? low),
        x2: (d: Placed) => within(d.of.high ?? high),
        y: "at",
        stroke: paint,
        strokeWidth: (d: Placed) => (d.main ? 3 : 2),
      }),
      Plot.dot(known, {
        x: (d: Placed) => within(d.of.estimate ?? low),
        y: "at",
        r: (d: Placed) => (d.main ? 6 : 4.8),
        fill: paint,
        stroke: colour.paper,
        strokeWidth: 1.5,
      }),
      Plot.text(headings, {
        x: low,
        y: "at",
        dx: -marginLeft,
        textAnchor: "start",
        lineAnchor: "top",
        lineHeight: 1.2,
        text: "text",
        fill: colour.ink,
        fontWeight: 600,
        ...clear,
      }),
      [true, false].map((main) =>
        Plot.text(
          all.filter((row) => (row.main ?? false) === main),
          {
            x: low,
            y: "nameAt",
            dx: narrow ? -6 : -12,
            textAnchor: narrow ? "start" : "end",
            lineAnchor: narrow ? "top" : "middle",
            lineHeight: 1.2,
            text: (d: Placed) => d.lines.join("\n"),
            fill: colour.ink,
            fontWeight: main ? 600 : 400,
            ...(narrow ? clear : {}),
          },
        ),
      ),
      Plot.text(all, {
        x: narrow ? low : high,
        y: "numbersAt",
        dx: narrow ? -6 : 14,
        textAnchor: "start",
        lineAnchor: narrow ? "top" : "middle",
        text: numbersOf,
        fill: colour.quiet,
        fontVariant: "tabular-nums",
        ...(narrow ? clear : {}),
      }),
    ],
  });

  /** Beside the reference where both words have room there, else in the two corners. */
  function sideWords([left, right]: [string, string], reference: number): Plot.Markish[] {
    const needs = (text: string) => text.length * characterWidth + 34;
    const fit =
      pixels(reference, low) + marginLeft > needs(left) &&
      pixels(high, reference) + marginRight > needs(right);
    const shared = { dy: -22, fill: colour.quiet, text: (d: string) => d };
    return fit
      ? [
          Plot.text([`← ${left}`], { ...shared, x: reference, frameAnchor: "top", dx: -10, textAnchor: "end" }),
          Plot.text([`${right} →`], { ...shared, x: reference, frameAnchor: "top", dx: 10, textAnchor: "start" }),
        ]
      : [
          Plot.text([`← ${left}`], { ...shared, frameAnchor: "top-left" }),
          Plot.text([`${right} →`], { ...shared, frameAnchor: "top-right" }),
        ];
  }
}
