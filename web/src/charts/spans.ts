/** The distribution of spans as a histogram of dots: each dot is one pair, so that none is hidden in a bar. */

import * as Plot from "@observablehq/plot";
import { seenSpan, verdicts, type Pair } from "../data.ts";
import { span } from "../format.ts";
import { filmTitle } from "../titles.ts";
import {
  colour,
  fontSize,
  isNarrow,
  rootLabel,
  tipStyle,
  verdictColour,
  verdictWords,
  yearAxis,
  yearScale,
} from "./plot.ts";

export interface Dot {
  pair: Pair;
  /** The middle of the dot's bin, in years. */
  years: number;
  /** How many dots lie below it. */
  level: number;
}

const place = (years: number): number => Math.sign(years) * Math.sqrt(Math.abs(years));
const unplace = (at: number): number => Math.sign(at) * at * at;

/** Stacks the pairs in bins of equal width on the square-root axis; zero is an edge, so no bin mixes the directions. */
export function stack(pairs: Pair[], binWidth: number): Dot[] {
  const levels = new Map<number, number>();
  return pairs
    .flatMap((pair) => {
      const years = seenSpan(pair);
      return years === null ? [] : [{ pair, bin: Math.floor(place(years) / binWidth) }];
    })
    .sort((a, b) => verdicts.indexOf(a.pair.verdict) - verdicts.indexOf(b.pair.verdict))
    .map(({ pair, bin }) => {
      const level = levels.get(bin) ?? 0;
      levels.set(bin, level + 1);
      return { pair, years: unplace((bin + 0.5) * binWidth), level };
    });
}

const isOpen = ({ pair }: Dot): boolean => pair.verdict === "undecided" || pair.film_censored || pair.music_censored;

export function spansChart(pairs: Pair[], width: number): Element {
  const narrow = isNarrow(width);
  const spans = pairs.map(seenSpan).filter((years): years is number => years !== null);
  const margin = narrow ? 12 : 24;
  const inner = width - 2 * margin;
  const [low, high] = [Math.min(-1, ...spans) * 1.05, Math.max(1, ...spans) * 1.05];
  const perUnit = inner / (place(high) - place(low));

  // The largest dots whose highest stack still fits.
  const tallest = narrow ? 300 : 400;
  let diameter = narrow ? 9 : 13;
  let dots = stack(pairs, diameter / perUnit);
  const height = () => (Math.max(0, ...dots.map((dot) => dot.level)) + 1) * diameter;
  while (height() > tallest && diameter > 3) {
    diameter -= 0.5;
    dots = stack(pairs, diameter / perUnit);
  }
  const levels = Math.max(1, ...dots.map((dot) => dot.level + 1));
  const scale = yearScale(low, high, inner);
  const roomLeft = margin - place(low) * perUnit;
  const roomRight = margin + place(high) * perUnit;
  const r = diameter / 2 - (diameter > 6 ? 0.8 : 0.4);

  return Plot.plot({
    width,
    height: Math.round(levels * diameter) + 86,
    marginLeft: margin,
    marginRight: margin,
    marginTop: 38,
    marginBottom: 48,
    style: { fontSize: fontSize(width) },
    x: scale,
    y: { type: "linear", domain: [0, levels], axis: null },
    marks: [
      yearAxis(scale, "bottom", rootLabel("music’s end minus film’s end", width)),
      Plot.ruleX([0], { stroke: colour.ink, strokeWidth: 1.2, insetTop: -28 }),
      roomLeft > (narrow ? 82 : 130)
        ? Plot.text([narrow ? "film longer" : "film lasted longer"], {
            x: 0,
            frameAnchor: "top",
            dx: -10,
            dy: -28,
            textAnchor: "end",
            fill: "var(--film-text)",
            text: (d: string) => `← ${d}`,
          })
        : null,
      roomRight > (narrow ? 92 : 140)
        ? Plot.text([narrow ? "music longer" : "music lasted longer"], {
            x: 0,
            frameAnchor: "top",
            dx: 10,
            dy: -28,
            textAnchor: "start",
            fill: "var(--music-text)",
            text: (d: string) => `${d} →`,
          })
        : null,
      Plot.dot(dots, {
        x: "years",
        y: (d: Dot) => d.level + 0.5,
        r,
        fill: (d: Dot) => (isOpen(d) ? colour.paper : verdictColour[d.pair.verdict]),
        stroke: (d: Dot) => verdictColour[d.pair.verdict],
        strokeWidth: diameter > 6 ? 1.2 : 0.8,
      }),
      Plot.tip(
        dots,
        Plot.pointer({
          x: "years",
          y: (d: Dot) => d.level + 0.5,
          title: (d: Dot) => `${filmTitle(d.pair.film)}\n${verdictWords[d.pair.verdict]}: ${span(d.pair)}`,
          ...tipStyle(width),
        }),
      ),
    ],
  });
}
