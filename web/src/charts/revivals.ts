/** Returns in time: when, after how long a silence, and how large; the largest by name. */

import * as Plot from "@observablehq/plot";
import type { Revival } from "../curves/data.ts";
import { monthYear, ratio } from "../format.ts";
import { cut } from "../titles.ts";
import { calendar, calendarAxis, place } from "./escape.ts";
import { colour, fontSize, inText, isNarrow, tipStyle, yearScale } from "./plot.ts";

export interface Return {
  revival: Revival;
  /** Years from the first sighting to the return, or its size where that is not told. */
  height: number;
}

export const seasonColours = { no: colour.music, yes: colour.film, untold: colour.other };
const paint = ({ revival: { seasonal } }: Return): string =>
  seasonColours[seasonal === null ? "untold" : seasonal ? "yes" : "no"];

interface Label extends Return {
  left: boolean;
}

export function revivalsChart(
  rows: Return[],
  yLabel: string,
  width: number,
  chosen: Revival | undefined,
  take: (revival: Revival) => void,
): Element {
  const narrow = isNarrow(width);
  const tall = narrow ? 380 : 480;
  const [marginLeft, marginRight, marginTop, marginBottom] = [narrow ? 40 : 60, narrow ? 14 : 24, 28, 32];
  const dates = rows.map(({ revival }) => place(revival.begins));
  const [low, high] = [Math.floor(Math.min(...dates)) - 0.5, Math.ceil(Math.max(...dates)) + 0.5];
  const inner = width - marginLeft - marginRight;
  const { ticks, grid } = calendar(low, high, inner);
  const top = Math.max(1, ...rows.map(({ height }) => height)) * 1.05;
  const scale = yearScale(0, top, tall - marginTop - marginBottom);
  const most = Math.max(1, ...rows.map(({ revival }) => revival.size ?? 0));
  const r = ({ revival }: Return) => 2.2 + (narrow ? 8 : 12) * Math.sqrt((revival.size ?? 0) / most);
  const x = ({ revival }: Return) => place(revival.begins);
  const pixelX = (row: Return) => ((x(row) - low) / (high - low)) * inner;
  const pixelY = (row: Return) => Math.sqrt(row.height / top) * (tall - marginTop - marginBottom);

  // The largest first, right or left of their dots; a name without room there is left to the tip and the list.
  const characters = narrow ? 18 : 28;
  const labels: Label[] = [];
  const taken = rows
    .filter((row) => r(row) > 5)
    .map((row) => ({ row, from: pixelX(row) - r(row), to: pixelX(row) + r(row), at: pixelY(row), half: r(row) }));
  for (const row of [...rows].sort((a, b) => (b.revival.size ?? 0) - (a.revival.size ?? 0))) {
    if (labels.length >= (narrow ? 6 : 14) || labels.some(({ revival }) => revival.title === row.revival.title))
      continue;
    const wide = Math.min(characters, row.revival.title.length) * (narrow ? 6.4 : 7) + r(row) + 4;
    const left = [false, true].find((left) => {
      const [from, to] = left ? [pixelX(row) - wide, pixelX(row)] : [pixelX(row), pixelX(row) + wide];
      const onTop = (one: (typeof taken)[number]) =>
        Math.hypot((one.from + one.to) / 2 - pixelX(row), one.at - pixelY(row)) < r(row) + 2;
      return (
        from > -10 &&
        to < inner + marginRight &&
        taken.every(
          (one) => onTop(one) || one.to < from || one.from > to || Math.abs(one.at - pixelY(row)) > one.half + 6,
        )
      );
    });
    if (left === undefined) continue;
    const from = left ? pixelX(row) - wide : pixelX(row);
    taken.push({ row, from, to: from + wide, at: pixelY(row), half: 8 });
    labels.push({ ...row, left });
  }

  const chart = Plot.plot({
    width,
    height: tall,
    marginLeft,
    marginRight,
    marginTop,
    marginBottom,
    style: { fontSize: fontSize(width), cursor: "pointer" },
    x: { type: "linear", domain: [low, high], axis: null },
    y: { ...scale, axis: null },
    r: { type: "identity" },
    marks: [
      grid,
      calendarAxis(ticks),
      Plot.gridY(scale.marks, { stroke: colour.rule, strokeOpacity: 1 }),
      Plot.axisY(scale.marks, {
        tickFormat: (years: number) => String(years),
        tickSize: 0,
        label: yLabel,
        labelArrow: "none",
      }),
      Plot.dot(rows, {
        x,
        y: "height",
        r,
        fill: paint,
        fillOpacity: 0.45,
        stroke: (d: Return) => (d.revival === chosen ? colour.ink : paint(d)),
        strokeWidth: (d: Return) => (d.revival === chosen ? 2.4 : 0.9),
      }),
      labels.map((label) =>
        Plot.text([label], {
          x,
          y: "height",
          text: () => cut(label.revival.title, characters),
          dx: (label.left ? -1 : 1) * (r(label) + 3),
          textAnchor: label.left ? "end" : "start",
          fill: inText(paint(label)),
          stroke: colour.paper,
          strokeWidth: 4,
        }),
      ),
      Plot.tip(
        rows,
        Plot.pointer({
          x,
          y: "height",
          title: ({ revival }: Return) =>
            [
              cut(revival.title, 50),
              revival.performer === null ? "" : cut(revival.performer, 50),
              `back ${monthYear(revival.begins)}${revival.first === null ? "" : `, first seen ${monthYear(revival.first)}`}`,
              revival.size === null ? "" : `size ${ratio(revival.size)}${revival.seasonal ? ", seasonal" : ""}`,
            ]
              .filter((line) => line !== "")
              .join("\n"),
          ...tipStyle(width),
        }),
      ),
    ],
  });
  chart.addEventListener("click", () => {
    const row = (chart as Element & { value?: Return | null }).value;
    if (row) take(row.revival);
  });
  return chart;
}
