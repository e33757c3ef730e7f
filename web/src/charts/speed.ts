/** Quartiles by year of entry, one panel a quartile, with the days on which a chart's rules changed as upright lines. */

import * as Plot from "@observablehq/plot";
import type { Quantity, SpeedYear } from "../curves/data.ts";
import { count, range } from "../format.ts";
import { wrapped } from "../titles.ts";
import { colour, fontSize, isNarrow, tipStyle } from "./plot.ts";

export interface YearLine {
  name: string;
  years: SpeedYear[];
  colour: string;
}

export interface Panel {
  of: Quantity;
  /** "weeks until half have ended their first life" */
  heading: string;
}

export interface YearScale {
  show: (value: number | null) => string;
  tick: (value: number) => string;
  ticks: number[];
}

interface Break {
  date: string;
  name: string;
}

const yearOf = (date: string): number => Number(date.slice(0, 4)) + (Number(date.slice(5, 7)) - 1) / 12;

/** Beyond twice the highest estimate an interval runs off the panel, so that one small year does not flatten the rest. */
const topOf = (lines: YearLine[], of: Quantity): number => {
  const all = lines.flatMap(({ years }) => years.map((year) => year[of]));
  const most = Math.max(0, ...all.map(({ estimate }) => estimate ?? 0));
  return Math.max(Math.min(2 * most, Math.max(most, ...all.map(({ high }) => high ?? 0))) * 1.04, most * 1.1, 1e-3);
};

export function speedChart(
  lines: YearLine[],
  panels: Panel[],
  breaks: Break[],
  scale: YearScale,
  width: number,
): HTMLElement {
  const narrow = isNarrow(width);
  const marginLeft = narrow ? 34 : 46;
  const marginRight = 14;
  const every = lines.flatMap(({ years }) => years.map(({ year }) => year));
  const [first, last] = [Math.min(...every), Math.max(...every) + 1];
  const within = breaks.filter(({ date }) => yearOf(date) > first && yearOf(date) < last);
  const pixels = (years: number) => (years / (last - first)) * (width - marginLeft - marginRight);
  const named = nameBreaks(within, last, pixels);
  const lineCount = Math.max(0, ...named.map(({ lines }) => lines.length));
  const step = pixels(10) < 34 ? 20 : 10;
  const decades = Array.from({ length: 30 }, (_, i) => 1900 + i * step).filter((year) => year >= first && year <= last);

  const panel = ({ of, heading }: Panel, i: number) => {
    const top = topOf(lines, of);
    const capped = (value: number | null) => Math.min(top, value ?? top);
    const apart = (a: number, b: number) => Math.abs(Math.sqrt(a) - Math.sqrt(b)) / Math.sqrt(top) > 0.16;
    const ticks = scale.ticks
      .filter((tick) => tick <= top)
      .reduceRight<number[]>((kept, tick) => (kept.every((other) => apart(tick, other)) ? [tick, ...kept] : kept), []);
    const points = lines.flatMap((line) =>
      line.years.filter((year) => year[of].estimate !== null).map((year) => ({ ...year[of], year: year.year, line })),
    );
    const isLast = i === panels.length - 1;
    const marginTop = 30 + (i === 0 ? 6 + lineCount * 13 : 0);
    const marginBottom = isLast ? 40 : 14;
    return Plot.plot({
      width,
      height: (panels.length === 1 ? 220 : 120) + marginTop + marginBottom,
      marginLeft,
      marginRight,
      marginTop,
      marginBottom,
      style: { fontSize: fontSize(width) },
      x: { type: "linear", domain: [first, last], axis: null },
      y: { type: "pow", exponent: 0.5, domain: [0, top], clamp: true },
      marks: [
        Plot.gridX(decades, { stroke: colour.rule, strokeOpacity: 1 }),
        Plot.gridY(ticks, { stroke: colour.rule, strokeOpacity: 1 }),
        Plot.axisY(ticks, { tickFormat: scale.tick, tickSize: 0, label: null }),
        isLast
          ? Plot.axisX(decades, {
              tickFormat: String,
              tickSize: 0,
              label: "year of entry",
              labelAnchor: "center",
              labelArrow: "none",
            })
          : null,
        Plot.text([heading], {
          frameAnchor: "top-left",
          dx: -marginLeft,
          dy: -22,
          textAnchor: "start",
          fill: colour.ink,
          text: (d: string) => d,
        }),
        Plot.ruleX(within, { x: (d: Break) => yearOf(d.date), stroke: colour.quiet, strokeDasharray: "3 3" }),
        i === 0
          ? Plot.text(named, {
              x: "at",
              frameAnchor: "top",
              dy: -marginTop + 2,
              textAnchor: named.every(({ lines }) => lines.length === 1 && lines[0]!.length < 3) ? "middle" : "start",
              lineAnchor: "top",
              lineHeight: 1.05,
              fill: colour.quiet,
              text: (d: BreakName) => d.lines.join("\n"),
            })
          : null,
        lines.map((line) =>
          Plot.areaY(line.years, {
            x: (d: SpeedYear) => d.year + 0.5,
            y1: (d: SpeedYear) => (d[of].estimate === null ? NaN : (d[of].low ?? 0)),
            y2: (d: SpeedYear) => (d[of].estimate === null ? NaN : capped(d[of].high)),
            fill: line.colour,
            fillOpacity: 0.18,
            curve: "linear",
          }),
        ),
        lines.map((line) =>
          Plot.lineY(line.years, {
            x: (d: SpeedYear) => d.year + 0.5,
            y: (d: SpeedYear) => d[of].estimate ?? NaN,
            stroke: line.colour,
            strokeWidth: 2,
          }),
        ),
        Plot.tip(
          points,
          Plot.pointer({
            x: (d: (typeof points)[number]) => d.year + 0.5,
            y: (d: (typeof points)[number]) => capped(d.estimate),
            title: (d: (typeof points)[number]) =>
              `${d.line.name} of ${d.year}: ${scale.show(d.estimate)}\ninterval ${range(d, scale.show) ?? "not known"}, n ${count(d.n)}`,
            ...tipStyle(width),
          }),
        ),
      ],
    });
  };
  const all = document.createElement("div");
  all.append(...panels.map(panel));
  return all;
}

interface BreakName {
  at: number;
  lines: string[];
}

/** The names above their lines, broken to the room up to their neighbours; numbers where there is too little. */
function nameBreaks(breaks: Break[], last: number, pixels: (years: number) => number): BreakName[] {
  const room = breaks.map(({ date }, i) => pixels((breaks[i + 1] ? yearOf(breaks[i + 1]!.date) : last) - yearOf(date)));
  const fit = room.every((wide) => wide >= 66);
  return breaks.map(({ date, name }, i) => ({
    at: yearOf(date),
    lines: fit ? wrapped(name, Math.floor(Math.min(150, room[i]! - 12) / 7.2)) : [String(i + 1)],
  }));
}
