/** What all charts share: sizes, colours and the axis of years. Colours are CSS variables, so a theme needs no redraw. */

import * as Plot from "@observablehq/plot";
import type { Verdict } from "../data.ts";
import { yearTick } from "../format.ts";

export const colour = {
  film: "var(--film)",
  music: "var(--music)",
  other: "var(--other)",
  ink: "var(--ink)",
  quiet: "var(--quiet)",
  rule: "var(--rule)",
  paper: "var(--paper)",
} as const;

export const verdictColour: Record<Verdict, string> = {
  outlived: "var(--music)",
  outlasted: "var(--film)",
  tied: "var(--ink)",
  undecided: "var(--undecided)",
};

/** The shade of a colour in which text is readable on the page. */
export const inText = (of: string): string => of.replace(/--(film|music|undecided)\)/, "--$1-text)");

export const verdictWords: Record<Verdict, string> = {
  outlived: "music outlived the film",
  outlasted: "film outlasted the music",
  tied: "ended together",
  undecided: "undecided",
};

export const isNarrow = (width: number): boolean => width < 560;

export const fontSize = (width: number): string => (isNarrow(width) ? "11px" : "12.5px");

const yearMarks = [-20, -10, -5, -2, -1, -0.25, 0, 0.25, 1, 2, 5, 10, 20, 40];

/**
 * An axis of years on a square-root scale: a film's weeks and a tune's decades both have room, zero has a place, and
 * negative spans mirror positive ones.
 */
export function yearScale(low: number, high: number, width: number): Plot.ScaleOptions & { marks: number[] } {
  const place = (years: number) => Math.sign(years) * Math.sqrt(Math.abs(years));
  const apart = ((place(high) - place(low)) * (isNarrow(width) ? 38 : 46)) / Math.max(1, width);
  const marks: number[] = [];
  const byImportance = [0, 1, -1, 5, 10, 20, 0.25, 2, -5, -0.25, -2, -10, -20, 40];
  for (const mark of byImportance) {
    if (!yearMarks.includes(mark) || mark < low || mark > high) continue;
    if (marks.every((other) => Math.abs(place(other) - place(mark)) >= apart)) marks.push(mark);
  }
  marks.sort((a, b) => a - b);
  return { type: "pow", exponent: 0.5, domain: [low, high], marks };
}

/** Axis and grid of such a scale, at the given side. */
export function yearAxis(scale: { marks: number[] }, anchor: "top" | "bottom", label: string | null): Plot.Markish[] {
  return [
    Plot.gridX(scale.marks, { stroke: colour.rule, strokeOpacity: 1 }),
    Plot.axisX(scale.marks, {
      anchor,
      tickFormat: yearTick,
      tickSize: 0,
      label,
      labelAnchor: "center",
      labelArrow: "none",
    }),
  ];
}

/** The label of such an axis, shorter where there is no room. */
export const rootLabel = (what: string, width: number): string =>
  isNarrow(width) ? `${what} (√ scale)` : `${what} (square-root scale)`;

/** How a tip looks; its text comes from the channel "title". On a phone it is narrow enough to fit beside any point. */
export const tipStyle = (width: number) => ({
  fill: colour.paper,
  stroke: colour.quiet,
  textPadding: 9,
  lineHeight: 1.3,
  lineWidth: isNarrow(width) ? 11.5 : 26,
  pathFilter: "none",
});
