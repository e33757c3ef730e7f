/** Weekly rates of leaving the chart for good, by weeks since the entry, as steps with their intervals. */

import * as Plot from "@observablehq/plot";
import type { Rate } from "../data.ts";
import { count, rate } from "../format.ts";
import { colour, fontSize, isNarrow, rootLabel, tipStyle } from "./plot.ts";

export interface RateSeries {
  name: string;
  /** The bins to draw. */
  rates: Rate[];
  colour: string;
}

/** The square root of a rate gives room to the small ones, which are most. */
const rateTick = (value: number): string => (value === 0 ? "0" : rate(value).replace(/\.0+(?=\D)/, ""));

export function ratesChart(series: RateSeries[], width: number, leave: string): Element {
  const narrow = isNarrow(width);
  const bins = series.flatMap((of) => of.rates.filter((bin) => bin.estimate !== null).map((bin) => ({ ...bin, of })));
  const end = Math.max(13, ...bins.map((bin) => bin.to));
  const marks = [0, 4, 13, 26, 52, 104, 208, 520, 1040].filter((mark) => mark <= end);
  const kept = narrow ? marks.filter((mark) => mark !== 4 && mark !== 26) : marks;
  const top = Math.max(0.01, ...bins.map((bin) => Math.max(bin.estimate ?? 0, bin.high ?? 0))) * 1.03;
  const rateMarks = [0, 0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6, 0.8, 1].filter((mark) => mark <= top);
  const middle = (bin: Rate) => ((Math.sqrt(bin.from) + Math.sqrt(bin.to)) / 2) ** 2;

  return Plot.plot({
    width,
    height: narrow ? 280 : 360,
    marginLeft: narrow ? 44 : 64,
    marginRight: 14,
    marginTop: 24,
    marginBottom: 44,
    style: { fontSize: fontSize(width) },
    x: { type: "pow", exponent: 0.5, domain: [0, end] },
    y: { type: "pow", exponent: 0.5, domain: [0, top], clamp: true },
    marks: [
      Plot.gridX(kept, { stroke: colour.rule, strokeOpacity: 1 }),
      Plot.gridY(rateMarks, { stroke: colour.rule, strokeOpacity: 1 }),
      Plot.axisX(kept, {
        tickFormat: (weeks: number) => String(weeks),
        tickSize: 0,
        label: rootLabel("weeks since the entry", width),
        labelAnchor: "center",
        labelArrow: "none",
      }),
      Plot.axisY(rateMarks, {
        tickFormat: (v: number) => rateTick(v),
        tickSize: 0,
        label: rootLabel(`${leave} for good each week`, width),
        labelArrow: "none",
      }),
      Plot.rect(bins, {
        x1: "from",
        x2: "to",
        y1: (d: Rate) => d.low ?? 0,
        y2: (d: Rate) => Math.min(top, d.high ?? top),
        fill: (d) => d.of.colour,
        fillOpacity: 0.15,
      }),
      Plot.ruleY(bins, { x1: "from", x2: "to", y: "estimate", stroke: (d) => d.of.colour, strokeWidth: 2.6 }),
      Plot.tip(
        bins,
        Plot.pointer({
          x: middle,
          y: "estimate",
          title: (d: (typeof bins)[number]) =>
            `${d.of.name}, weeks ${d.from} to ${d.to}\n${rate(d.estimate)} a week (${rate(d.low)} to ${rate(d.high)})\n${count(d.n)} of them in ${count(d.exposure)} weeks seen`,
          ...tipStyle(width),
        }),
      ),
    ],
  });
}
