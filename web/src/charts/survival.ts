/** Two survival curves with their bands, named on the curve, and the numbers at risk below the axis. */

import * as Plot from "@observablehq/plot";
import type { Step } from "../data.ts";
import { count, duration, percent, range } from "../format.ts";
import { atRisk, medianOf, survivalAt } from "../words.ts";
import { colour, fontSize, inText, isNarrow, rootLabel, tipStyle, yearAxis, yearScale } from "./plot.ts";

export interface Curve {
  name: string;
  steps: Step[];
  colour: string;
}

/** The curve from time 0 on. What ended before (an album gone by the premiere) has lowered its height there. */
function fromZero(steps: Step[]): Step[] {
  const later = steps.filter((step) => step.time > 0);
  const before = steps.filter((step) => step.time <= 0).at(-1);
  const first = steps[0];
  if (first === undefined) return steps;
  const start: Step = { survival: 1, low: 1, high: 1, at_risk: first.at_risk, ...before, time: 0, events: 0, censored: 0 };
  return [start, ...later];
}

interface Label {
  time: number;
  survival: number;
  text: string;
  colour: string;
}

/**
 * Where to write each name: right of its curve, at a height where the other curve is far away. The curve further left is
 * named low, where its neighbour has moved off to the right. Where a name has no room within the plot, the key above the chart
 * must do.
 */
function labels(curves: Curve[], end: number, roomFor: (text: string, from: number, to: number) => boolean): Label[] {
  const reach = (curve: Curve, height: number) =>
    curve.steps.find((s) => s.survival <= height)?.time ?? curve.steps.at(-1)?.time ?? 0;
  const [left, right] = [...curves].sort((a, b) => reach(a, 0.3) - reach(b, 0.3));
  const at = (curve: Curve | undefined, height: number): Label[] => {
    if (curve === undefined || curve.steps.length === 0) return [];
    const time = reach(curve, height);
    if (!roomFor(curve.name, time, end)) return [];
    return [
      {
        time,
        survival: Math.max(height, survivalAt(curve.steps, time)),
        text: curve.name,
        colour: inText(curve.colour),
      },
    ];
  };
  const apart = left === undefined || right === undefined || roomFor(left.name, reach(left, 0.07), reach(right, 0.07));
  return [...(apart ? at(left, 0.07) : []), ...at(right, 0.3)];
}

export function survivalChart(curves: Curve[], width: number, axisLabel: string, riskTitle: string): HTMLElement {
  const narrow = isNarrow(width);
  const drawn = curves.map((curve) => ({ ...curve, steps: fromZero(curve.steps) }));
  const end = Math.max(1, ...drawn.flatMap((curve) => curve.steps.map((step) => step.time)));
  const marginLeft = narrow ? 42 : Math.max(64, ...curves.map((curve) => curve.name.length * 7.4 + 26));
  const marginRight = 14;
  const scale = yearScale(0, end * 1.02, width - marginLeft - marginRight);
  const style = { fontSize: fontSize(width) };
  const inner = width - marginLeft - marginRight;
  const roomFor = (text: string, from: number, to: number) =>
    ((Math.sqrt(to) - Math.sqrt(from)) / Math.sqrt(end * 1.02)) * inner > text.length * (narrow ? 8 : 10) + 24;
  const points = drawn.flatMap((curve) => curve.steps.map((step) => ({ ...step, curve })));
  const medians = drawn.flatMap((curve) => {
    const median = medianOf(curve.steps);
    return median === null ? [] : [{ median, curve }];
  });

  const chart = Plot.plot({
    width,
    height: narrow ? 300 : 420,
    marginLeft,
    marginRight,
    marginTop: 22,
    marginBottom: 44,
    style,
    x: scale,
    y: { domain: [0, 1] },
    marks: [
      yearAxis(scale, "bottom", rootLabel(axisLabel, width)),
      Plot.gridY([0, 0.25, 0.5, 0.75, 1], { stroke: colour.rule, strokeOpacity: 1 }),
      Plot.axisY([0, 0.25, 0.5, 0.75, 1], {
        tickFormat: percent,
        tickSize: 0,
        label: "still there",
        labelArrow: "none",
      }),
      drawn.map((curve) =>
        Plot.areaY(
          curve.steps.filter((step) => step.low !== null && step.high !== null),
          { x: "time", y1: "low", y2: "high", curve: "step-after", fill: curve.colour, fillOpacity: 0.17 },
        ),
      ),
      drawn.map((curve) =>
        Plot.lineY(curve.steps, {
          x: "time",
          y: "survival",
          curve: "step-after",
          stroke: curve.colour,
          strokeWidth: 2.2,
        }),
      ),
      Plot.dot(medians, {
        x: "median",
        y: 0.5,
        r: 4,
        fill: (d) => d.curve.colour,
        stroke: colour.paper,
        strokeWidth: 1.5,
      }),
      Plot.text(labels(drawn, end * 1.02, roomFor), {
        x: "time",
        y: "survival",
        text: "text",
        fill: "colour",
        dx: 9,
        dy: -6,
        textAnchor: "start",
        fontSize: narrow ? 13 : 16,
        fontWeight: 600,
        stroke: colour.paper,
        strokeWidth: 5,
      }),
      Plot.tip(
        points,
        Plot.pointer({
          x: "time",
          y: "survival",
          title: (d: (typeof points)[number]) =>
            `${d.curve.name}: ${percent(d.survival)} still there after ${duration(d.time)}\n` +
            `interval ${range({ estimate: d.survival, low: d.low, high: d.high, n: null }, percent) ?? "not known"}\n` +
            `${count(d.at_risk)} at risk`,
          ...tipStyle(width),
        }),
      ),
    ],
  });

  // Wide: the names stand in the margin. Narrow: there is none, so each name stands above its numbers.
  const pitch = narrow ? 34 : 18;
  const risk = Plot.plot({
    width,
    height: 22 + drawn.length * pitch,
    marginLeft,
    marginRight,
    marginTop: narrow ? 2 : 18,
    marginBottom: narrow ? 6 : 4,
    style,
    x: { ...scale, axis: null },
    y: { type: "linear", domain: [0, drawn.length], reverse: true, axis: null },
    marks: [
      narrow
        ? null
        : Plot.text([riskTitle], {
            frameAnchor: "top-left",
            dx: -marginLeft,
            dy: -16,
            fill: colour.quiet,
            text: (d: string) => d,
          }),
      Plot.text(
        drawn.flatMap((curve, i) =>
          scale.marks.map((time) => ({
            time,
            row: i + (narrow ? 0.85 : 0.5),
            n: atRisk(curve.steps, time),
            colour: inText(curve.colour),
          })),
        ),
        { x: "time", y: "row", text: (d) => count(d.n), fill: "colour", fontVariant: "tabular-nums" },
      ),
      Plot.text(drawn, {
        x: 0,
        y: (_, i: number) => i + (narrow ? 0.35 : 0.5),
        dx: -marginLeft,
        textAnchor: "start",
        fill: (d: Curve) => inText(d.colour),
        text: (d: Curve) => (narrow ? `${d.name}: ${riskTitle.toLowerCase()}` : d.name),
      }),
    ],
  });

  const both = document.createElement("div");
  both.append(chart, risk);
  return both;
}
