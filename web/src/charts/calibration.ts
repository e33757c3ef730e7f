/** What was promised against what came, a panel a day on which forecasts were made. */

import * as Plot from "@observablehq/plot";
import type { Score } from "../curves/data.ts";
import { count, day, percent, range } from "../format.ts";
import { colour, fontSize, isNarrow, tipStyle } from "./plot.ts";

const marks = [0, 0.25, 0.5, 0.75, 1];

export function calibrationChart(scores: Score[], width: number): HTMLElement {
  const narrow = isNarrow(width);
  const columns = narrow ? 1 : Math.min(3, scores.length);
  const each = Math.min(narrow ? 320 : 420, Math.floor((width - (columns - 1) * 18) / columns));
  const panel = (score: Score) => {
    const bins = score.bins.filter(({ observed }) => observed.estimate !== null);
    type Bin = (typeof bins)[number];
    return Plot.plot({
      width: each,
      height: Math.round(each * 0.92),
      marginLeft: 52,
      marginRight: 24,
      marginTop: 40,
      marginBottom: 42,
      style: { fontSize: fontSize(width) },
      x: { type: "linear", domain: [0, 1] },
      y: { type: "linear", domain: [0, 1] },
      r: { type: "identity" },
      marks: [
        Plot.gridX(marks, { stroke: colour.rule, strokeOpacity: 1 }),
        Plot.gridY(marks, { stroke: colour.rule, strokeOpacity: 1 }),
        Plot.axisX(marks, {
          tickFormat: percent,
          tickSize: 0,
          label: "promised",
          labelAnchor: "center",
          labelArrow: "none",
        }),
        Plot.axisY(marks, { tickFormat: percent, tickSize: 0, label: "came", labelArrow: "none" }),
        Plot.text([`as of ${day(score.as_of)}`], {
          frameAnchor: "top",
          dy: -34,
          fill: colour.ink,
          text: (d: string) => d,
        }),
        Plot.line(
          [
            [0, 0],
            [1, 1],
          ],
          { stroke: colour.quiet, strokeDasharray: "3 3" },
        ),
        Plot.ruleX(bins, {
          x: "forecast",
          y1: (d: Bin) => d.observed.low ?? 0,
          y2: (d: Bin) => d.observed.high ?? 1,
          stroke: colour.music,
          strokeWidth: 2,
        }),
        Plot.dot(bins, {
          x: "forecast",
          y: (d: Bin) => d.observed.estimate ?? 0,
          r: 4.4,
          fill: colour.music,
          stroke: colour.paper,
          strokeWidth: 1.2,
        }),
        Plot.tip(
          bins,
          Plot.pointer({
            x: "forecast",
            y: (d: Bin) => d.observed.estimate ?? 0,
            title: (d: Bin) =>
              `promised ${percent(d.forecast)}, came ${percent(d.observed.estimate)}\ninterval ${range(d.observed, percent) ?? "not known"}\nn ${count(d.observed.n)}`,
            ...tipStyle(each),
          }),
        ),
      ],
    });
  };
  const all = document.createElement("div");
  all.className = "panels";
  all.append(...scores.map(panel));
  return all;
}
