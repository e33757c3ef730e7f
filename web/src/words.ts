/**
 * What each figure says, in a sentence computed from the data.
 *
 * A sentence claims a direction only where the interval excludes the value of no difference; otherwise it says that there
 * is no clear one. Each holds whichever way the data fall.
 */

import {
  seenSpan,
  type Controls,
  type Decade,
  type Estimate,
  type MeanLife,
  type Pair,
  type Population,
  type Rate,
  type Sensitivity,
  type Step,
} from "./data.ts";
import { count, duration, percent, rate, ratio, span } from "./format.ts";

export type Side = "above" | "below" | "unclear";

/** Where an interval lies beside a reference value. Without an interval nothing is claimed. */
export function side(of: Estimate, reference: number): Side {
  if (of.low !== null && of.low > reference) return "above";
  if (of.high !== null && of.high < reference) return "below";
  return "unclear";
}

const isMost = (share: Estimate): boolean => share.low !== null && share.low > 0.5;

/** The answer to "does film music outlive its film?", for the top of the page. */
export function headline(population: Population): string {
  const { n, outlived, outlasted, win_ratio, controls } = population;
  if (n === 0) return "There are no pairs of film and music to compare yet.";

  if (n === 1) return oneVerdict(population);

  const won = percent(outlived.estimate);
  const lost = percent(outlasted.estimate);
  const pairs = `${count(n)} ${n === 1 ? "pair" : "pairs"}`;
  const answer = {
    above: isMost(outlived)
      ? `Film music usually outlives its film: it did in ${won} of ${pairs}`
      : `Film music outlives its film more often than the other way round: in ${won} of ${pairs} against ${lost}`,
    below: isMost(outlasted)
      ? `Film music rarely outlives its film: it did in ${won} of ${pairs}; in ${lost} the film lasted longer`
      : `Films outlast their music more often than the other way round: in ${lost} of ${pairs} against ${won}`,
    unclear: `Neither clearly outlives the other: the music lasted longer in ${won} of ${pairs}, the film in ${lost}`,
  }[side(win_ratio, 1)];
  const shaken = changedBy(population.sensitivity, population).length > 0;
  const caution = shaken ? ", though not under every reading of when a life ends" : "";
  return `${answer}${caution}.${controls === null ? "" : ` ${beside(controls)}.`}`;
}

/** The settings under which the win ratio comes to lie on another side of one. */
function changedBy(rows: Sensitivity[], population: Population): Sensitivity[] {
  return rows.filter((row) => side(row.win_ratio, 1) !== side(population.win_ratio, 1));
}

/** One pair is a story, not a rate. */
function oneVerdict({ outlived, outlasted, tied }: Population): string {
  if (outlived.count === 1) return "In the one pair measured, the music outlived its film.";
  if (outlasted.count === 1) return "In the one pair measured, the film outlasted its music.";
  return tied.count === 1
    ? "In the one pair measured, film and music ended together."
    : "The one pair measured is undecided.";
}

/** The second half of the answer: how the soundtracks do beside other albums. */
function beside({ overall, in_cinemas, after }: Controls): string {
  const others = "other albums that entered alike";
  const stays: Record<Side, string> = {
    below: `stays on the chart longer than ${others}`,
    above: `leaves the chart sooner than ${others}`,
    unclear: `stays on the chart neither clearly longer nor shorter than ${others}`,
  };
  const split = in_cinemas.estimate !== null && after.estimate !== null;
  const [during, later] = [side(in_cinemas, 1), side(after, 1)];
  if (!split || during === later) return `A soundtrack ${stays[split ? during : side(overall, 1)]}`;
  const then: Record<Side, string> = {
    below: "after that it stays longer",
    above: "after that it leaves sooner",
    unclear: "after that there is no clear difference",
  };
  return `While its film is in cinemas a soundtrack ${stays[during]}; ${then[later]}`;
}

/** "half the films had ended after 12 weeks", or that half never did within what was seen. */
function halfGone(what: string, median: Estimate): string {
  return median.estimate === null
    ? `more than half the ${what} never ended within sight`
    : `half the ${what} had ended after ${duration(median.estimate)}`;
}

const longer: Record<Side, string> = {
  above: "music lasts longer",
  below: "films last longer",
  unclear: "there is no clear difference",
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export function survivalTitle(population: Population): string {
  const { film, music } = population.median_life;
  const [nearest, furthest] = [population.rmst[0], population.rmst.at(-1)];
  const direction = furthest ? side(furthest.difference, 0) : side(population.win_ratio, 1);
  const films = halfGone("films", film);
  const musics = halfGone("music", music);
  const both = film.estimate !== null && music.estimate !== null;
  const order = (film.estimate ?? Infinity) - (music.estimate ?? Infinity);
  const inTurn = both ? `${films}, half the music after ${duration(music.estimate)}` : `${films}, ${musics}`;
  if (nearest && furthest && side(nearest.difference, 0) !== direction) {
    const within = ({ years, difference }: MeanLife) => `within ${duration(years)} ${longer[side(difference, 0)]}`;
    return `${capital(within(nearest))}, ${within(furthest)}: ${inTurn}`;
  }
  if (direction === "above" && order < 0) return `The film goes first: ${inTurn}`;
  if (direction === "below" && order > 0)
    return `The music goes first: ${both ? `${musics}, half the films after ${duration(film.estimate)}` : `${musics}, ${films}`}`;
  if (direction === "unclear") return `No clear difference in length of life: ${inTurn}`;
  return `On the mean ${longer[direction]}, though not at the median: ${inTurn}`;
}

/** What the curve shows, for those who cannot see it. */
export function survivalSummary(steps: Step[], what: string, at: number[]): string {
  const parts = at.map((time) => `${percent(survivalAt(steps, time))} after ${duration(time)}`);
  return steps.length === 0 ? "" : `Of the ${what}, still there: ${parts.join(", ")}.`;
}

export function survivalAt(steps: Step[], time: number): number {
  let survival = 1;
  for (const step of steps) {
    if (step.time > time) break;
    survival = step.survival;
  }
  return survival;
}

/** The number still under observation just before a time. */
export function atRisk(steps: Step[], time: number): number {
  const next = steps.find((step) => step.time >= time);
  return next?.at_risk ?? 0;
}

/** The first time by which half have gone, or null when that was not seen. */
export function medianOf(steps: Step[]): number | null {
  return steps.find((step) => step.survival <= 0.5)?.time ?? null;
}

export function pairsTitle(pairs: Pair[], winRatio: Estimate): string {
  const outlived = pairs.filter((pair) => pair.verdict === "outlived");
  const outlasted = pairs.filter((pair) => pair.verdict === "outlasted");
  const all = count(pairs.length);
  const far = (those: Pair[]) => those.filter((pair) => Math.abs(seenSpan(pair) ?? 0) >= 5).length;
  const byFive = (those: Pair[]) => (far(those) === 0 ? "" : `, in ${count(far(those))} by five years or more`);
  switch (side(winRatio, 1)) {
    case "above":
      return `In ${count(outlived.length)} of ${all} pairs the music was there when the film had gone${byFive(outlived)}`;
    case "below":
      return `In ${count(outlasted.length)} of ${all} pairs the film was there when the music had gone${byFive(outlasted)}`;
    case "unclear":
      return `The music lasted longer in ${count(outlived.length)} of ${all} pairs, the film in ${count(outlasted.length)}: no clear difference`;
  }
}

/** A hazard ratio in words: "29 % less likely", "16 % more likely", "2.3 times as likely". */
export function likelier(of: Estimate): string {
  const value = of.estimate ?? 1;
  switch (side(of, 1)) {
    case "below":
      return `${percent(1 - value)} less likely`;
    case "above":
      return value < 2 ? `${percent(value - 1)} more likely` : `${ratio(value)} times as likely`;
    case "unclear":
      return "no more and no less likely, as far as can be told,";
  }
}

export function controlTitle(controls: Controls): string {
  const [during, after] = [side(controls.in_cinemas, 1), side(controls.after, 1)];
  if (controls.in_cinemas.estimate === null || controls.after.estimate === null) {
    return `Beside matched albums a soundtrack is ${likelier(controls.overall).replace(/,$/, "")} to leave the chart for good`;
  }
  if (during === "unclear" && after === "unclear") {
    return "Beside matched albums a soundtrack leaves the chart neither clearly sooner nor later, in cinemas or after";
  }
  if (during === after) {
    return `A soundtrack leaves the chart ${during === "below" ? "later" : "sooner"} than matched albums, while its film is in cinemas and after`;
  }
  const part = (of: Side): string =>
    ({
      below: "leaves the chart later than matched albums",
      above: "leaves the chart sooner than matched albums",
      unclear: "does not clearly differ from matched albums",
    })[of];
  return `While its film is in cinemas a soundtrack ${part(during)}; once the film has gone it ${part(after)}`;
}

/** The mean weekly rate in the first four weeks, weighted by the weeks that were seen: at like ages rates compare. */
export function earlyRate(rates: Rate[]): number | null {
  const known = rates.filter((bin) => bin.to <= 4 && bin.estimate !== null && (bin.exposure ?? 0) > 0);
  const weeks = known.reduce((sum, bin) => sum + (bin.exposure ?? 0), 0);
  return weeks === 0 ? null : known.reduce((sum, bin) => sum + (bin.estimate ?? 0) * (bin.exposure ?? 0), 0) / weeks;
}

export function ratesTitle(hazard: Controls["hazard"]): string {
  const during = rate(earlyRate(hazard.soundtracks_in_cinemas));
  const others = rate(earlyRate(hazard.others));
  return `In its first four weeks ${during} of soundtracks with a film in cinemas leave the chart each week, against ${others} of matched albums`;
}

export function chartLifeTitle(controls: Controls): string {
  const half = (steps: Step[]): string => {
    const median = medianOf(steps);
    return median === null ? "more than half never left" : `half had left by ${duration(median)}`;
  };
  const words = {
    below: "Soundtracks stay longer",
    above: "Soundtracks leave sooner",
    unclear: "No clear difference in chart life",
  }[side(controls.overall, 1)];
  return `${words}: of the soundtracks ${half(controls.survival.soundtracks)}, of the matched albums ${half(controls.survival.others)}`;
}

/** A title within a sentence, cut where it would swamp it. */
export const quoted = (title: string): string => `“${title.length <= 48 ? title : `${title.slice(0, 47).trimEnd()}…`}”`;

export function spansTitle(pairs: Pair[]): string {
  const known = pairs.filter((pair) => seenSpan(pair) !== null);
  if (known.length === 0) return "No span between film and music is known";
  const lengths = known.map((pair) => Math.abs(seenSpan(pair) ?? 0)).sort((a, b) => a - b);
  const middle = lengths[Math.floor((lengths.length - 1) / 2)] ?? 0;
  const longest = known.reduce((a, b) => (Math.abs(seenSpan(a) ?? 0) >= Math.abs(seenSpan(b) ?? 0) ? a : b));
  const text = longest.verdict === "undecided" ? duration(seenSpan(longest)) : span(longest);
  return `Half the pairs end within ${duration(middle)} of each other; the furthest apart, ${quoted(longest.film)}, by ${text}`;
}

/** The rows with the greatest and the least estimate. */
function extremes<T>(rows: T[], of: (row: T) => Estimate): { most: T; least: T } | null {
  const known = rows
    .filter((row) => of(row).estimate !== null)
    .sort((a, b) => (of(a).estimate ?? 0) - (of(b).estimate ?? 0));
  const [least, most] = [known[0], known.at(-1)];
  return least === undefined || most === undefined ? null : { most, least };
}

export function decadeTitle(decades: Decade[]): string {
  const ends = extremes(decades, (row) => row.outlived);
  if (ends === null) return "No decade has enough pairs to say";
  const { most, least } = ends;
  if (most === least) return `In the ${most.decade} ${percent(most.outlived.estimate)} of the music outlived its film`;
  const apart = (most.outlived.low ?? -Infinity) > (least.outlived.high ?? Infinity);
  return apart
    ? `Music outlived its film most often in the ${most.decade} (${percent(most.outlived.estimate)}), least in the ${least.decade} (${percent(least.outlived.estimate)})`
    : `No clear change from decade to decade: between ${percent(least.outlived.estimate)} and ${percent(most.outlived.estimate)} of the music outlived its film`;
}

export function sensitivityTitle(rows: Sensitivity[], population: Population): string {
  const main = { setting: "as reported", outlived: population.outlived, win_ratio: population.win_ratio };
  const all = [main, ...rows];
  const ends = extremes(all, (row) => row.outlived);
  if (ends === null) return "No other setting could be tried";
  const between = `${percent(ends.least.outlived.estimate)} to ${percent(ends.most.outlived.estimate)} of the music outlived its film`;
  const changed = changedBy(rows, population).length;
  return changed === 0
    ? `The answer does not hang on the settings: ${between}`
    : `The answer hangs on the settings: in ${count(changed)} of ${count(rows.length)} it changes; ${between}`;
}
