/** Estimates with their intervals, one a row, beside a reference value. */

import * as Plot from "@observablehq/plot";
import type { Estimate } from "../data.ts";
import { count, withRange } from "../format.ts";
import { colour, fontSize, isNarrow } from "./plot.ts";

export interface ForestRow {
  name: string;
  of: Estimate;
  colour?: string;
  /** The row that the others are compared with, drawn heavier. */
  main?: boolean;
}

export interface ForestOptions {
  scale: "linear" | "log";
  /** The value of no difference, marked with a line. */
  reference: number;
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
function thin(ticks: number[], reference: number, haveRoom: (a: number, b: number) => boolean): number[] {
  const kept: number[] = [];
  for (const tick of [...ticks].sort((a, b) => Math.abs(a - reference) - Math.abs(b - reference))) {
    if (kept.every((other) => haveRoom(tick, other))) kept.push(tick);
  }
  return kept;
}

export function forestChart(rows: ForestRow[], options: ForestOptions, width: number): Element {
  const narrow = isNarrow(width);
  const longest = Math.max(...rows.map((row) => row.name.length));
  const marginLeft = narrow ? 8 : Math.min(width * 0.42, longest * 7 + 24);
  const marginRight = narrow ? 12 : 210;
  const pitch = narrow ? 60 : 34;
  const [low, high] = options.domain ?? domain(rows, options);
  const within = (value: number) => Math.max(low, Math.min(high, value));
  const paint = (row: ForestRow) => row.colour ?? colour.ink;
  const y = (row: ForestRow) => rows.indexOf(row);
  const line = narrow ? 16 : 0;
  const numbers = ({ of }: ForestRow): string => {
    return of.estimate === null ? "not estimable" : withRange(of, options.show);
  };
  const place = options.scale === "log" ? Math.log : (value: number) => value;
  const inner = width - marginLeft - marginRight;
  /** The pixels between two values, and the margin beyond. */
  const room = (to: number, from: number) =>
    ((place(to) - place(from)) / (place(high) - place(low))) * inner + Math.min(marginLeft, marginRight);
  const ticks = thin(
    options.ticks.filter((v) => v >= low && v <= high),
    options.reference,
    (a, b) => (Math.abs(place(a) - place(b)) / (place(high) - place(low))) * inner >= 38,
  );
  /** Upright lines; on a narrow screen only beside the intervals, clear of the names above them. */
  const lines = (at: number[], stroke: string, strokeWidth: number): Plot.Markish =>
    narrow
      ? Plot.ruleX(
          at.flatMap((x) => rows.map((_, i) => ({ x, from: i + 0.08, to: i + 0.46 }))),
          { x: "x", y1: "from", y2: "to", stroke, strokeWidth },
        )
      : Plot.ruleX(at, { stroke, strokeWidth });
  const known = rows.filter((row) => row.of.estimate !== null);
  const intervals = known.filter((row) => row.of.low !== null || row.of.high !== null);

  return Plot.plot({
    width,
    height: rows.length * pitch + (options.sides ? 82 : 64),
    marginLeft,
    marginRight,
    marginTop: options.sides ? 34 : 14,
    marginBottom: 48,
    style: { fontSize: fontSize(width) },
    x: { type: options.scale, domain: [low, high] },
    y: { type: "linear", domain: [-0.5, rows.length - 0.5], reverse: true, axis: null },
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
      lines([options.reference], colour.ink, 1.2),
      options.sides === undefined
        ? null
        : [
            room(options.reference, low) > 110
              ? Plot.text([options.sides[0]], {
                  x: options.reference,
                  frameAnchor: "top",
                  dx: -10,
                  dy: -22,
                  textAnchor: "end",
                  fill: colour.quiet,
                  text: (d: string) => `← ${d}`,
                })
              : null,
            room(high, options.reference) > 110
              ? Plot.text([options.sides[1]], {
                  x: options.reference,
                  frameAnchor: "top",
                  dx: 10,
                  dy: -22,
                  textAnchor: "start",
                  fill: colour.quiet,
                  text: (d: string) => `${d} →`,
                })
              : null,
          ],
      Plot.ruleY(intervals, {
        x1: (d: ForestRow) => within(d.of.low ?? low),
        x2: (d: ForestRow) => within(d.of.high ?? high),
        y,
        dy: line,
        stroke: paint,
        strokeWidth: (d: ForestRow) => (d.main ? 3 : 2),
      }),
      Plot.dot(known, {
        x: (d: ForestRow) => within(d.of.estimate ?? low),
        y,
        dy: line,
        r: (d: ForestRow) => (d.main ? 6 : 4.8),
        fill: paint,
        stroke: colour.paper,
        strokeWidth: 1.5,
      }),
      [true, false].map((main) =>
        Plot.text(
          rows.filter((row) => (row.main ?? false) === main),
          {
            x: low,
            y,
            dx: narrow ? 0 : -12,
            dy: narrow ? -17 : 0,
            textAnchor: narrow ? "start" : "end",
            text: "name",
            fill: colour.ink,
            fontWeight: main ? 600 : 400,
            ...(narrow ? { stroke: colour.paper, strokeWidth: 4 } : {}),
          },
        ),
      ),
      Plot.text(rows, {
        x: narrow ? low : high,
        y,
        dx: narrow ? 0 : 14,
        dy: narrow ? -1 : 0,
        textAnchor: "start",
        text: (d: ForestRow) => (d.of.n === null ? numbers(d) : `${numbers(d)}   n\u00a0${count(d.of.n)}`),
        fill: colour.quiet,
        fontVariant: "tabular-nums",
        ...(narrow ? { stroke: colour.paper, strokeWidth: 4 } : {}),
      }),
    ],
  });
}
