/** How attention fades with age: cross-sections side by side, each scaled to 1 at age 0, on a logarithmic scale. */

import * as Plot from "@observablehq/plot";
import type { Decay } from "../curves/data.ts";
import { count, duration, percent, range } from "../format.ts";
import { colour, fontSize, inText, isNarrow, rootLabel, tipStyle, yearAxis, yearScale } from "./plot.ts";

export interface Fading {
  name: string;
  of: Decay;
  colour: string;
  /** The fitted value at age 0, or the first that is known. */
  start: number;
}

const shares = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001];

export function decayChart(all: Fading[], width: number): Element {
  const narrow = isNarrow(width);
  const marginLeft = narrow ? 46 : 64;
  const marginRight = narrow ? 14 : 20;
  const points = all.flatMap(({ of, start, ...rest }) => {
    const most = Math.max(1, ...of.observed.map(({ n }) => n ?? 0));
    return of.observed
      .filter(({ value }) => value > 0)
      .map((at) => ({ ...at, share: at.value / start, r: 1.6 + 6 * Math.sqrt((at.n ?? 0) / most), ...rest }));
  });
  const curves = all.map(({ of, start, ...rest }) => ({
    ...rest,
    at: of.curve
      .filter(({ value }) => value > 0)
      .map(({ age, value, low, high }) => ({
        age,
        share: value / start,
        low: (low ?? value) / start,
        high: (high ?? value) / start,
      })),
  }));
  const every = [...points, ...curves.flatMap(({ at }) => at)];
  const end = Math.max(1, ...every.map(({ age }) => age)) * 1.02;
  const bottom = Math.max(0.0005, Math.min(0.08, ...every.map(({ share }) => share)) * 0.8);
  const top = Math.max(1.2, ...every.map(({ share }) => share)) * 1.1;
  const scale = yearScale(0, end, width - marginLeft - marginRight);
  const levels = shares.filter((share) => share >= bottom);
  const within = (share: number) => Math.max(bottom, Math.min(top, share));
  /** Each name beside its curve: the highest above, the others below. */
  const names = curves.flatMap(({ name, colour, at }) => {
    const middle = at.find(({ age }) => age >= (at.at(-1)?.age ?? 0) * 0.42);
    const isAbove = (other: (typeof curves)[number]) =>
      (other.at.find(({ age }) => age >= (middle?.age ?? 0))?.share ?? 0) > (middle?.share ?? 0);
    return middle === undefined ? [] : [{ name, colour, ...middle, dy: curves.some(isAbove) ? 24 : -24 }];
  });

  return Plot.plot({
    width,
    height: narrow ? 320 : 440,
    marginLeft,
    marginRight,
    marginTop: 26,
    marginBottom: 44,
    style: { fontSize: fontSize(width) },
    x: scale,
    y: { type: "log", domain: [bottom, top], clamp: true },
    r: { type: "identity" },
    marks: [
      yearAxis(scale, "bottom", rootLabel("years of age", width)),
      Plot.gridY(levels, { stroke: colour.rule, strokeOpacity: 1 }),
      Plot.ruleY(
        [0.5, 0.1].filter((level) => level > bottom),
        { stroke: colour.quiet, strokeDasharray: "3 3" },
      ),
      Plot.axisY(levels, {
        text: (share: number) => (share < 0.01 ? `${share * 100}\u202f%` : percent(share)),
        tickSize: 0,
        label: narrow ? "of the start (log)" : "of the attention at age 0 (log scale)",
        labelArrow: "none",
        labelAnchor: "top",
      }),
      Plot.dot(points, {
        x: "age",
        y: (d: (typeof points)[number]) => within(d.share),
        r: "r",
        fill: "colour",
        fillOpacity: 0.35,
      }),
      curves.map(({ at, colour }) =>
        Plot.areaY(at, {
          x: "age",
          y1: (d: (typeof at)[number]) => within(d.low),
          y2: (d: (typeof at)[number]) => within(d.high),
          fill: colour,
          fillOpacity: 0.2,
        }),
      ),
      curves.map(({ at, colour }) => Plot.lineY(at, { x: "age", y: "share", stroke: colour, strokeWidth: 2.4 })),
      names.map((name) =>
        Plot.text([name], {
          x: "age",
          y: "share",
          text: "name",
          dy: name.dy,
          fontSize: narrow ? 13 : 16,
          fontWeight: 600,
          fill: inText(name.colour),
          stroke: colour.paper,
          strokeWidth: 5,
        }),
      ),
      Plot.tip(
        points,
        Plot.pointer({
          x: "age",
          y: (d: (typeof points)[number]) => within(d.share),
          title: (d: (typeof points)[number]) =>
            `${d.name}, ${duration(d.age)} old: ${percent(d.share)}\nn ${count(d.n)}`,
          ...tipStyle(width),
        }),
      ),
    ],
  });
}

/** The curve at an age, in words. */
export const shareAt = ({ of, start }: Fading, age: number): string | null => {
  const at = of.curve.filter((point) => point.age <= age).at(-1);
  if (at === undefined || (of.curve.at(-1)?.age ?? 0) < age) return null;
  const scaled = {
    estimate: at.value / start,
    low: at.low === null ? null : at.low / start,
    high: at.high === null ? null : at.high / start,
    n: null,
  };
  return `${percent(scaled.estimate)}${range(scaled, percent) === null ? "" : ` (${range(scaled, percent)})`}`;
};
