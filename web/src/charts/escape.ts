/** When music broke free of its film: the dates of all pairs, and the path of one. */

import * as Plot from "@observablehq/plot";
import type { Escape } from "../curves/data.ts";
import { count, monthYear, range, ratio, signed, withRange } from "../format.ts";
import { cut } from "../titles.ts";
import { colour, fontSize, isNarrow, tipStyle } from "./plot.ts";

/** A date as a place on an axis of years. */
export const place = (date: string): number => {
  const year = Number(date.slice(0, 4));
  const start = Date.UTC(year, 0, 1);
  return year + (Date.parse(date) - start) / (Date.UTC(year + 1, 0, 1) - start);
};

const yearTicks = (low: number, high: number, pixels: number): number[] => {
  const step = [1, 2, 5, 10, 20].find((years) => (pixels / (high - low)) * years >= 44) ?? 50;
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: 200 }, (_, i) => first + i * step).filter((year) => year <= high);
};

export const calendarAxis = (ticks: number[], anchor: "top" | "bottom" = "bottom"): Plot.Markish =>
  Plot.axisX(ticks, { anchor, tickFormat: String, tickSize: 0, label: null });

export function calendar(low: number, high: number, pixels: number): { ticks: number[]; grid: Plot.Markish } {
  const ticks = yearTicks(low, high, pixels);
  return { ticks, grid: Plot.gridX(ticks, { stroke: colour.rule, strokeOpacity: 1 }) };
}

interface Run {
  row: Escape;
  from: number;
  to: number;
  ahead: "film" | "music";
  /** Whether the interval leaves out 1. */
  sure: boolean;
}

/** Months in a row in which the same side is ahead, as surely. */
function runsOf(row: Escape): Run[] {
  const runs: Run[] = [];
  for (const { month, estimate, low, high } of row.ratio) {
    const [from, ahead] = [place(month), estimate < 1 ? ("film" as const) : ("music" as const)];
    const sure = ahead === "film" ? high !== null && high < 1 : low !== null && low > 1;
    const last = runs.at(-1);
    if (last?.ahead === ahead && last.sure === sure) last.to = from + 1 / 12;
    else runs.push({ row, from, to: from + 1 / 12, ahead, sure });
  }
  return runs;
}

/** A ribbon a pair, in the colour of the side that is ahead; on it the date of the escape with its interval. */
export function escapesChart(
  rows: Escape[],
  verdict: (row: Escape) => string,
  width: number,
  chosen: Escape | undefined,
  take: (row: Escape) => void,
): Element {
  const narrow = isNarrow(width);
  const pitch = narrow ? 40 : 26;
  const marginLeft = narrow ? 18 : Math.min(320, width * 0.31);
  const marginRight = narrow ? 18 : 224;
  const months = rows.flatMap(({ ratio }) => ratio.map(({ month }) => place(month)));
  const [low, high] = [Math.min(...months), Math.max(...months) + 1 / 12];
  const { ticks, grid } = calendar(low, high, width - marginLeft - marginRight);
  const index = new Map(rows.map((row, i) => [row, i]));
  const middle = (row: Escape) => (index.get(row) ?? 0) * pitch + pitch / 2;
  const at = (row: Escape) => middle(row) + (narrow ? 9 : 0);
  const dated = rows.filter((row) => row.date.estimate !== null);
  const told = (row: Escape) => (row.date.estimate === null ? verdict(row) : datesTold(row));
  const characters = Math.floor((narrow ? width : marginLeft - 14) / 7);

  const chart = Plot.plot({
    width,
    height: rows.length * pitch + 54,
    marginLeft,
    marginRight,
    marginTop: 24,
    marginBottom: 30,
    style: { fontSize: fontSize(width), cursor: "pointer" },
    x: { type: "linear", domain: [low, high], axis: null },
    y: { type: "linear", domain: [0, rows.length * pitch], reverse: true, axis: null },
    r: { type: "identity" },
    marks: [
      grid,
      calendarAxis(ticks),
      calendarAxis(ticks, "top"),
      Plot.ruleY(rows.flatMap(runsOf), {
        x1: "from",
        x2: "to",
        y: (d: Run) => at(d.row),
        stroke: (d: Run) => colour[d.ahead],
        strokeOpacity: (d: Run) => (d.sure ? 0.55 : 0.2),
        strokeWidth: 9,
      }),
      Plot.ruleY(dated, {
        x1: (d: Escape) => (d.date.low === null ? low : Math.max(low, place(d.date.low))),
        x2: (d: Escape) => (d.date.high === null ? high : Math.min(high, place(d.date.high))),
        y: at,
        stroke: colour.ink,
        strokeWidth: 2,
      }),
      Plot.dot(dated, {
        x: (d: Escape) => place(d.date.estimate ?? ""),
        y: at,
        r: 4.6,
        fill: colour.ink,
        stroke: colour.paper,
        strokeWidth: 1.4,
      }),
      [true, false].map((bold) =>
        Plot.text(
          rows.filter((row) => (row === chosen) === bold),
          {
            x: low,
            y: narrow ? (d: Escape) => middle(d) - 9 : middle,
            dx: narrow ? -10 : -12,
            textAnchor: narrow ? "start" : "end",
            fill: colour.ink,
            fontWeight: bold ? 700 : 400,
            text: (d: Escape) =>
              narrow
                ? `${cut(d.pair, characters - told(d).length)}: ${told(d).replace(/ \(.*/, "")}`
                : cut(d.pair, bold ? characters - 4 : characters),
            ...(narrow ? { stroke: colour.paper, strokeWidth: 4 } : {}),
          },
        ),
      ),
      narrow
        ? null
        : Plot.text(rows, {
            x: high,
            y: middle,
            dx: 12,
            textAnchor: "start",
            fill: colour.quiet,
            fontVariant: "tabular-nums",
            text: told,
          }),
      Plot.tip(
        rows,
        Plot.pointerY({
          x: (d: Escape) => (d.date.estimate === null ? (low + high) / 2 : place(d.date.estimate)),
          y: at,
          title: (d: Escape) =>
            `${cut(d.pair, 60)}\n${told(d)}\n${withRange(d.velocity, signed)} doublings a year\nn ${count(d.date.n ?? d.velocity.n)} months`,
          maxRadius: 30,
          ...tipStyle(width),
        }),
      ),
    ],
  });
  chart.addEventListener("click", () => {
    const row: unknown = (chart as Element & { value?: unknown }).value;
    if (row !== null && row !== undefined) take(row as Escape);
  });
  return chart;
}

/** "Mar 2019 (Nov 2018 to Jul 2019)" */
export function datesTold({ date }: Escape, show: (date: string) => string = monthYear): string {
  if (date.estimate === null) return "no date";
  const [low, high] = [date.low, date.high];
  if (low === null && high === null) return show(date.estimate);
  if (low !== null && high !== null && [low, high].every((end) => show(end) === show(date.estimate!))) return show(low);
  const ends =
    low === null ? `up to ${show(high!)}` : high === null ? `from ${show(low)} on` : `${show(low)} to ${show(high)}`;
  return `${show(date.estimate)} (${ends})`;
}

const ratioMarks = [1 / 1024, 1 / 256, 1 / 64, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1, 2, 4, 8, 16, 64, 256, 1024];
export const oneTo = (value: number): string =>
  value < 1 ? `1\u2009:\u2009${count(1 / value)}` : `${count(value)}\u2009:\u20091`;

/** The ratio of music to film with its band and the date on which it passed 1 for good; below it both as they were seen. */
export function pathChart(row: Escape, width: number): HTMLElement {
  const narrow = isNarrow(width);
  const marginLeft = narrow ? 52 : 64;
  const marginRight = 14;
  // A year before the release is enough to see from where they come.
  const begins = Math.min(...row.ratio.map(({ month }) => place(month))) - 1;
  const observed = row.ratio.length === 0 ? row.observed : row.observed.filter(({ month }) => place(month) >= begins);
  const shared = { width, marginLeft, marginRight, style: { fontSize: fontSize(width) } };
  const months = [...row.ratio, ...observed].map(({ month }) => place(month));
  const [low, high] = [Math.min(...months), Math.max(...months) + 1 / 12];
  const { ticks, grid } = calendar(low, high, width - marginLeft - marginRight);
  const x = { type: "linear", domain: [low, high], axis: null } as const;
  const values = row.ratio
    .flatMap((at) => [at.estimate, at.low ?? at.estimate, at.high ?? at.estimate])
    .filter((v) => v > 0);
  const [least, most] = [Math.max(1 / 2000, Math.min(0.6, ...values)), Math.min(2000, Math.max(1.7, ...values))];
  const within = (value: number) => Math.max(least, Math.min(most, value));
  const apart = (narrow ? 24 : 30) / (narrow ? 200 : 260);
  const marks = [...ratioMarks]
    .sort((a, b) => Math.abs(Math.log(a)) - Math.abs(Math.log(b)))
    .reduce<number[]>(
      (kept, mark) =>
        mark >= least &&
        mark <= most &&
        kept.every((other) => Math.abs(Math.log(mark / other)) / Math.log(most / least) > apart)
          ? [...kept, mark]
          : kept,
      [],
    );
  const { date } = row;
  const spans =
    date.estimate === null
      ? []
      : [
          {
            from: date.low === null ? low : place(date.low),
            to: date.high === null ? high : place(date.high),
            at: place(date.estimate),
          },
        ];
  type At = Escape["ratio"][number];
  type Seen = Escape["observed"][number];
  const band = (): Plot.Markish[] => [
    Plot.rect(spans, { x1: "from", x2: "to", y1: least, y2: most, fill: colour.ink, fillOpacity: 0.08 }),
    Plot.ruleX(spans, { x: "at", stroke: colour.ink, strokeDasharray: "3 3" }),
  ];
  const path = Plot.plot({
    ...shared,
    height: narrow ? 250 : 320,
    marginTop: 28,
    marginBottom: 10,
    x,
    y: { type: "log", domain: [least, most], clamp: true },
    marks: [
      grid,
      Plot.gridY(marks, { stroke: colour.rule, strokeOpacity: 1 }),
      Plot.axisY(marks, {
        text: oneTo,
        tickSize: 0,
        label: narrow ? "music : film (log)" : "music : film (log scale)",
        labelArrow: "none",
      }),
      row.ratio.length > 0 ? band() : null,
      Plot.ruleY([1], { stroke: colour.ink, strokeWidth: 1.2 }),
      Plot.areaY(row.ratio, {
        x: (d: At) => place(d.month),
        y1: (d: At) => within(d.low ?? least),
        y2: (d: At) => within(d.high ?? most),
        fill: colour.music,
        fillOpacity: 0.2,
      }),
      Plot.lineY(row.ratio, {
        x: (d: At) => place(d.month),
        y: (d: At) => within(d.estimate),
        stroke: colour.music,
        strokeWidth: 2.2,
      }),
      Plot.tip(
        row.ratio,
        Plot.pointerX({
          x: (d: At) => place(d.month),
          y: (d: At) => within(d.estimate),
          title: (d: At) =>
            `${monthYear(d.month)}: ${ratio(d.estimate)} to 1\ninterval ${range({ ...d, n: null }, ratio) ?? "not known"}`,
          ...tipStyle(width),
        }),
      ),
    ],
  });
  const searches = Plot.plot({
    ...shared,
    height: narrow ? 150 : 170,
    marginTop: 26,
    marginBottom: 30,
    x,
    y: { type: "linear", domain: [0, Math.max(1, ...observed.flatMap(({ film, music }) => [film ?? 0, music ?? 0]))] },
    marks: [
      grid,
      calendarAxis(ticks),
      Plot.axisY({ ticks: 3, tickSize: 0, label: "as seen", labelArrow: "none" }),
      (["film", "music"] as const).map((side) =>
        Plot.lineY(observed, {
          x: (d: Seen) => place(d.month),
          y: (d: Seen) => d[side] ?? NaN,
          stroke: colour[side],
          strokeWidth: 1.6,
        }),
      ),
      Plot.tip(
        observed,
        Plot.pointerX({
          x: (d: Seen) => place(d.month),
          y: (d: Seen) => d.music ?? d.film ?? 0,
          title: (d: Seen) => `${monthYear(d.month)}\nfilm ${seen(d.film)}, music ${seen(d.music)}`,
          ...tipStyle(width),
        }),
      ),
    ],
  });
  const both = document.createElement("div");
  both.append(...(row.ratio.length > 0 ? [path] : []), searches);
  return both;
}

const seen = (value: number | null): string => (value === null ? "below what is shown" : String(value));
