/**
 * What each figure says, in a sentence computed from the data.
 *
 * A sentence claims a direction only where the interval excludes the value of no difference; otherwise it says that there
 * is no clear one. Each holds whichever way the data fall.
 */

import {
  greatestLength,
  seenSpan,
  sureLength,
  type Controls,
  type Decade,
  type Era,
  type Estimate,
  type HazardRatio,
  type MeanLife,
  type Pair,
  type Population,
  type Rate,
  type Sensitivity,
  type Step,
} from "./data.ts";
import { count, duration, durationAtMost, month, percent, range, rate, ratio, share, span } from "./format.ts";
import { charted, type Terms } from "./terms.ts";
import { filmTitle } from "./titles.ts";

export type Side = "above" | "below" | "unclear";

/** Where an interval lies beside a reference value. Without an interval nothing is claimed. */
export function side(of: Estimate, reference: number): Side {
  if (of.low !== null && of.low > reference) return "above";
  if (of.high !== null && of.high < reference) return "below";
  return "unclear";
}

/** Whether one interval lies wholly below the other. */
export const liesBelow = (a: Estimate, b: Estimate): boolean => a.high !== null && b.low !== null && a.high < b.low;

const isMost = (of: Estimate): boolean => of.low !== null && of.low > 0.5;

/** "49.5 %"; of a few pairs the count, since a percentage would say more than is known. */
const of = ({ count: those, estimate }: Population["outlived"], n: number): string =>
  n < 20 && those !== null ? count(those) : share(estimate);
const ofPairs = (those: Population["outlived"], n: number): string => `${of(those, n)} of ${count(n)} pairs`;

/** The answer to "does film music outlive its film?", for the top of the page: the first sentence, and what qualifies it. */
export function answer(population: Population, terms: Terms = charted): string[] {
  const { n, outlived, outlasted, undecided, win_ratio, controls } = population;
  if (n === 0) return ["There are no pairs of film and music to compare yet."];
  if (n === 1) return [oneVerdict(population)];

  const won = ofPairs(outlived, n);
  const lost = of(outlasted, n);
  const direction = side(win_ratio, 1);
  const first = {
    above: isMost(outlived)
      ? `Film music usually outlives its film: it did in ${won}`
      : `Film music outlives its film more often than the other way round: in ${won} against ${lost}`,
    below: isMost(outlasted)
      ? `Film music rarely outlives its film: it did in ${won}; in ${lost} the film lasted longer`
      : `Films outlast their music more often than the other way round: in ${ofPairs(outlasted, n)} against ${of(outlived, n)}`,
    unclear: `Pair by pair neither clearly outlives the other: the music lasted longer in ${won}, the film in ${lost}`,
  }[direction];
  const lead = Math.abs((outlived.count ?? 0) - (outlasted.count ?? 0));
  const open = (undecided.count ?? 0) > lead && direction !== "unclear" ? `, and ${of(undecided, n)} are undecided` : "";
  const mean = meanClause(direction, population.rmst);
  const shaken = changedBy(population.sensitivity, population).length > 0;
  return [
    `${first}${open}${mean === "" ? "" : `; ${mean}`}.`,
    ...(shaken ? ["Other readings of when a life ends answer differently."] : []),
    ...(controls === null ? [] : beside(controls, terms)),
  ];
}

export const headline = (population: Population, terms: Terms = charted): string => answer(population, terms).join(" ");

/** The mean lives that the answer speaks of: within five years where they are known, else the furthest known. */
export function mainMean(rmst: MeanLife[]): MeanLife | undefined {
  const known = rmst.filter((row) => row.difference.estimate !== null);
  return known.find((row) => row.years === 5) ?? known.at(-1);
}

/** What the mean life adds where the pairs alone do not tell, or tell otherwise. */
function meanClause(direction: Side, rmst: MeanLife[]): string {
  const mean = mainMean(rmst);
  if (mean === undefined) return "";
  const onMean = side(mean.difference, 0);
  if (onMean === "unclear" || onMean === direction) return "";
  const who = onMean === "above" ? "music that stays, stays" : "films that stay, stay";
  const within = `counted up to ${duration(mean.years)}, by ${duration(mean.difference.estimate)} on the mean`;
  return `but ${who} longer: ${within}`;
}

/** The settings whose win ratio is known and lies on another side of one. */
function changedBy(rows: Sensitivity[], population: Population): Sensitivity[] {
  return rows.filter((row) => row.win_ratio.estimate !== null && side(row.win_ratio, 1) !== side(population.win_ratio, 1));
}

/** One pair is a story, not a rate. */
function oneVerdict({ outlived, outlasted, tied }: Population): string {
  if (outlived.count === 1) return "In the one pair measured, the music outlived its film.";
  if (outlasted.count === 1) return "In the one pair measured, the film outlasted its music.";
  return tied.count === 1
    ? "In the one pair measured, film and music ended together."
    : "The one pair measured is undecided.";
}

const isKnown = (of: HazardRatio): boolean => of.estimate !== null;

/** Whether the eras tell against each other: two of their intervals do not meet, so that no mean can stand for both. */
export function erasDisagree(eras: Era[], part: "in_cinemas" | "after"): boolean {
  return eras.some((a) => eras.some((b) => liesBelow(a[part], b[part])));
}

/**
 * "left sooner before December 2009 and stays longer since", where both intervals say so; where only one says something,
 * "depends on the era: it did not clearly differ before December 2009 and stays longer since"; else null. It needs two eras
 * that meet at one date.
 */
function turn(eras: Era[], part: "in_cinemas" | "after", was: Record<Side, string>, is: Record<Side, string>): string | null {
  const at = (era: Era) => /(before|from|since|after) (\d{4}-\d{2}-\d{2})/.exec(era.era);
  const early = eras.find((era) => at(era)?.[1] === "before");
  const late = eras.find((era) => era !== early && at(era) !== null && at(era)?.[1] !== "before");
  if (eras.length !== 2 || early === undefined || late === undefined) return null;
  const date = at(early)?.[2];
  const [then, now] = [side(early[part], 1), side(late[part], 1)];
  if (date === undefined || date !== at(late)?.[2] || then === now) return null;
  const mixed = then === "unclear" || now === "unclear" ? "depends on the era: it " : "";
  return `${mixed}${was[then]} before ${month(date)} and ${is[now]} since`;
}

/** The second half of the answer: how the soundtracks do beside other albums. */
function beside({ overall, in_cinemas, after, eras }: Controls, terms: Terms): string[] {
  const others = `other ${terms.others} that entered alike`;
  const stays: Record<Side, string> = {
    below: `${terms.stays} longer than ${others}`,
    above: `${terms.leaves} sooner than ${others}`,
    unclear: `${terms.stays} neither clearly longer nor shorter than ${others}`,
  };
  const was: Record<Side, string> = { below: "stayed longer", above: "left sooner", unclear: "did not clearly differ" };
  const is: Record<Side, string> = { below: "stays longer", above: "leaves sooner", unclear: "does not clearly differ" };
  if (!isKnown(in_cinemas) && !isKnown(after))
    return isKnown(overall) ? [`A soundtrack ${stays[side(overall, 1)]}.`] : [];

  const [mixedDuring, mixedAfter] = [erasDisagree(eras, "in_cinemas"), erasDisagree(eras, "after")];
  const [during, later] = [side(in_cinemas, 1), side(after, 1)];
  if (!mixedDuring && !mixedAfter && isKnown(in_cinemas) && isKnown(after) && during === later)
    return [`A soundtrack ${stays[during]}.`];

  const whileThere = `While its film is ${terms.filmThere}`;
  const first = mixedDuring
    ? turn(eras, "in_cinemas", was, is) === null
      ? `${whileThere}, whether a soundtrack ${terms.stays} longer than ${others} depends on the era`
      : `${whileThere} a soundtrack ${turn(eras, "in_cinemas", was, is)}, beside ${others}`
    : isKnown(in_cinemas)
      ? `${whileThere} a soundtrack ${stays[during]}`
      : `${whileThere}, how a soundtrack does beside ${others} is not known`;
  const then: Record<Side, string> = {
    below: "it stays longer",
    above: "it leaves sooner",
    unclear: "there is no clear difference",
  };
  const second = mixedAfter
    ? `it ${turn(eras, "after", was, is) ?? "depends on the era"}`
    : isKnown(after)
      ? then[later]
      : "it is not known";
  return [`${first}; after that ${second}.`];
}

/** "half the films had ended after 12 weeks", or that half never did within what was seen. */
function halfGone(what: string, median: Estimate): string {
  return median.estimate === null
    ? `more than half the ${what} never ended within sight`
    : `half the ${what} had ended after ${duration(median.estimate)}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A length in round words, in which neighbours agree: "two months". Null where it does not round well. */
function roundly(years: number): string | null {
  const months = Math.round(years * 12);
  const names = ["", "a month", "two months", "three months", "four months", "five months", "six months"];
  if (years < 2) return names[months] || null;
  return duration(Math.round(years));
}

/** What the mean lives say: by the furthest, and by the nearest too where that says otherwise. */
function meanWords(rmst: MeanLife[], medianTold: boolean): { direction: Side; text: string } | null {
  const known = rmst.filter((row) => row.difference.estimate !== null);
  const [nearest, furthest] = [known[0], known.at(-1)];
  if (nearest === undefined || furthest === undefined) return null;
  const direction = side(furthest.difference, 0);
  const longer: Record<Side, string> = {
    above: "the music lasts longer on the mean",
    below: "the films last longer on the mean",
    unclear: "there is no clear difference in mean life",
  };
  if (side(nearest.difference, 0) !== direction) {
    const none = longer.unclear.replace(" in mean life", "");
    const within = ({ years, difference }: MeanLife) =>
      `within ${duration(years)} ${side(difference, 0) === "unclear" ? none : longer[side(difference, 0)]}`;
    const alike = known.filter((row) => side(row.difference, 0) === side(nearest.difference, 0)).at(-1) ?? nearest;
    return { direction: "unclear", text: `${within(alike)}, ${within(furthest)}` };
  }
  if (medianTold && direction === "above") return { direction, text: "what remains of the music lasts longer" };
  if (medianTold && direction === "below") return { direction, text: "what remains of the films lasts longer" };
  return { direction, text: longer[direction] };
}

/** An order at the median is claimed only where the two intervals do not meet. */
export function survivalTitle(population: Population): string {
  const { film, music } = population.median_life;
  const first = liesBelow(film, music) ? "film" : liesBelow(music, film) ? "music" : null;
  const both = film.estimate !== null && music.estimate !== null;
  const mean = meanWords(population.rmst, both && first === null);
  const films = halfGone("films", film);
  const musics = halfGone("music", music);
  const close = (of: Estimate) => duration(of.estimate);
  const inTurn =
    first === "music"
      ? `${musics}, ${both ? `half the films after ${close(film)}` : films}`
      : `${films}, ${both ? `half the music after ${close(music)}` : musics}`;
  const goes = { film: "The film goes first", music: "The music goes first" };
  if (first !== null && mean?.direction === (first === "film" ? "above" : "below")) return `${goes[first]}: ${inTurn}`;
  if (first !== null) return mean === null ? `${goes[first]}: ${inTurn}` : `${capital(inTurn)}; ${mean.text}`;

  const round = both ? [roundly(film.estimate ?? 0), roundly(music.estimate ?? 0)] : [null, null];
  const gone =
    round[0] !== null && round[0] === round[1]
      ? `Half of films and half of their music are gone after about ${round[0]}`
      : both
        ? `${capital(inTurn)}, too near to tell the order`
        : film.estimate === null && music.estimate === null
          ? "More than half of the films and of their music never ended within sight"
          : `${capital(inTurn)}, too uncertain to tell the order`;
  return mean === null ? gone : `${gone}; ${mean.text}`;
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

/** The interval of that time: when its lower and its upper band cross the half. */
export function medianWithInterval(steps: Step[], n: number | null): Estimate {
  const low = steps.find((step) => (step.low ?? step.survival) <= 0.5)?.time ?? null;
  const high = steps.find((step) => step.high !== null && step.high <= 0.5)?.time ?? null;
  return { estimate: medianOf(steps), low, high, n };
}

/** Half the width of the usual interval of a span, where the pairs have one. */
export function usualPrecision(pairs: Pair[]): number | null {
  const halves = pairs
    .flatMap(({ years_low: low, years_high: high }) => (low === null || high === null ? [] : [(high - low) / 2]))
    .sort((a, b) => a - b);
  return halves[Math.floor(halves.length / 2)] ?? null;
}

/** "12 of 271 did so by 5 years or more": the furthest round lead that at least five pairs are sure to have, else two. */
export function leads(pairs: Pair[]): string | null {
  const by = (years: number) => pairs.filter((pair) => (sureLength(pair) ?? -1) >= years).length;
  for (const enough of [5, 2])
    for (const years of [20, 10, 5, 2, 1, 0.5, 0.25])
      if (by(years) >= enough) {
        const lead = years < 1 ? `${Math.round(years * 12)} months` : duration(years);
        return `${count(by(years))} of ${count(pairs.length)} did so by ${lead} or more`;
      }
  return null;
}

export function pairsTitle(pairs: Pair[], winRatio: Estimate): string {
  const outlived = pairs.filter((pair) => pair.verdict === "outlived");
  const outlasted = pairs.filter((pair) => pair.verdict === "outlasted");
  const all = count(pairs.length);
  const far = (those: Pair[]) => those.filter((pair) => (sureLength(pair) ?? 0) >= 5).length;
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

export function controlTitle(controls: Controls, terms: Terms = charted): string {
  const { overall, in_cinemas, after, eras } = controls;
  if (!isKnown(in_cinemas) && !isKnown(after)) {
    if (!isKnown(overall)) return `How soundtracks do beside matched ${terms.others} is not known`;
    return `Beside matched ${terms.others} a soundtrack is ${likelier(overall).replace(/,$/, "")} to ${terms.leave} for good`;
  }
  const [during, later] = [side(in_cinemas, 1), side(after, 1)];
  const [mixedDuring, mixedAfter] = [erasDisagree(eras, "in_cinemas"), erasDisagree(eras, "after")];
  if (!mixedDuring && !mixedAfter && isKnown(in_cinemas) && isKnown(after) && during === later) {
    const when = `while its film is ${terms.filmThere} and after`;
    return during === "unclear"
      ? `Beside matched ${terms.others} a soundtrack ${terms.leaves} neither clearly sooner nor later, ${when}`
      : `A soundtrack ${terms.leaves} ${during === "below" ? "later" : "sooner"} than matched ${terms.others}, ${when}`;
  }
  const is: Record<Side, string> = {
    below: `${terms.leaves} later`,
    above: `${terms.leaves} sooner`,
    unclear: "does not clearly differ",
  };
  const was: Record<Side, string> = { below: "left later", above: "left sooner", unclear: "did not clearly differ" };
  const part = (of: HazardRatio, mixed: boolean, which: "in_cinemas" | "after"): string => {
    if (mixed) return `it ${turn(eras, which, was, is) ?? "depends on the era: their intervals do not meet"}`;
    if (!isKnown(of)) return "nothing is known";
    return side(of, 1) === "unclear" ? "it does not clearly differ" : `it ${is[side(of, 1)]}`;
  };
  const first = part(in_cinemas, mixedDuring, "in_cinemas").replace(/^it (leaves|ends|left|does)/, "a soundtrack $1");
  return `Beside matched ${terms.others}, while its film is ${terms.filmThere} ${first}; once the film has gone ${part(after, mixedAfter, "after")}`;
}

/** The z of a two-sided interval, by Winitzki's inverse of the error function; good to a part in five hundred. */
function z(confidence: number): number {
  const a = 0.147;
  const log = Math.log(1 - confidence * confidence);
  const half = 2 / (Math.PI * a) + log / 2;
  return Math.SQRT2 * Math.sqrt(Math.sqrt(half * half - log / a) - half);
}

/**
 * The weekly rate in the first four weeks: all that left over all the weeks seen; at like ages rates compare. The interval is
 * the usual one on the logarithm of a rate; with nothing that left, the exact upper limit.
 */
export function earlyRate(rates: Rate[], confidence = 0.95): Estimate {
  const known = rates.filter((bin) => bin.to <= 4 && bin.estimate !== null && (bin.exposure ?? 0) > 0);
  const weeks = known.reduce((sum, bin) => sum + (bin.exposure ?? 0), 0);
  const events = known.reduce((sum, bin) => sum + (bin.n ?? (bin.estimate ?? 0) * (bin.exposure ?? 0)), 0);
  if (weeks === 0) return { estimate: null, low: null, high: null, n: 0 };
  if (events === 0) return { estimate: 0, low: 0, high: -Math.log((1 - confidence) / 2) / weeks, n: 0 };
  const factor = Math.exp(z(confidence) / Math.sqrt(events));
  return { estimate: events / weeks, low: events / weeks / factor, high: (events / weeks) * factor, n: Math.round(events) };
}

/** A bin that rests on fewer weeks than this is not drawn. */
export const enoughWeeks = 20;

/**
 * The bins that can be drawn, and those left out so that they do not squeeze the rest: seen for too few weeks, or with an
 * interval that reaches beyond three times the highest rate that rests on enough.
 */
export function drawable(rates: Rate[], all: Rate[]): { drawn: Rate[]; left: Rate[] } {
  const known = (of: Rate[]) => of.filter((bin) => bin.estimate !== null);
  const hasEnough = (bin: Rate) => (bin.exposure ?? Infinity) >= enoughWeeks;
  const highest = Math.max(0, ...known(all).filter(hasEnough).map((bin) => bin.estimate ?? 0));
  const isDrawn = (bin: Rate) => hasEnough(bin) && (bin.high === null || bin.high <= 3 * highest);
  const bins = known(rates);
  return { drawn: bins.filter(isDrawn), left: bins.filter((bin) => !isDrawn(bin)) };
}

export function ratesTitle(hazard: Controls["hazard"], confidence = 0.95, terms: Terms = charted): string {
  const [during, others] = [earlyRate(hazard.soundtracks_in_cinemas, confidence), earlyRate(hazard.others, confidence)];
  if (during.estimate === null || others.estimate === null)
    return `How many ${terms.leave} for good each week, by weeks since their entry`;
  const told = (of: Estimate) => `${rate(of.estimate)} (${range(of, rate)})`;
  return `In the first four weeks ${told(during)} of soundtracks with a film ${terms.filmThere} ${terms.leave} each week, against ${told(others)} of matched ${terms.others}`;
}

export function chartLifeTitle(controls: Controls, terms: Terms = charted): string {
  const { soundtracks, others } = controls.survival;
  const gone = terms.charted ? "left" : "ended";
  const half = (steps: Step[]): string => {
    const median = medianOf(steps);
    return median === null ? `more than half never ${gone}` : `half had ${gone} by ${duration(median)}`;
  };
  const words = {
    below: "Soundtracks stay longer",
    above: terms.charted ? "Soundtracks leave sooner" : "Soundtracks end sooner",
    unclear: "No clear difference in length of life",
  }[side(controls.overall, 1)];
  return `${words}: of the soundtracks ${half(soundtracks)}, of the matched ${terms.others} ${half(others)}`;
}

/** A title within a sentence, cut where it would swamp it. */
export const quoted = (title: string): string => `“${title.length <= 60 ? title : `${title.slice(0, 59).trimEnd()}…`}”`;

export function spansTitle(pairs: Pair[]): string {
  const known = pairs.filter((pair) => seenSpan(pair) !== null);
  if (known.length === 0) return "No span between film and music is known";
  // A pair that was cut off may lie further apart than was seen.
  const lengths = known.map((pair) => greatestLength(pair) ?? Infinity).sort((a, b) => a - b);
  const middle = lengths[Math.ceil(lengths.length / 2) - 1] ?? Infinity;
  const decided = known.filter((pair) => sureLength(pair) !== null);
  const longest = decided.reduce<Pair | null>(
    (a, b) => (a !== null && (sureLength(a) ?? 0) >= (sureLength(b) ?? 0) ? a : b),
    null,
  );
  const half =
    middle === Infinity
      ? "Half the pairs or more were cut off"
      : `Half the pairs end within ${durationAtMost(middle)} of each other`;
  return longest === null ? half : `${half}; the furthest apart, ${quoted(filmTitle(longest.film))}, by ${span(longest)}`;
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
  if (most === least) return `In the ${most.decade} ${share(most.outlived.estimate)} of the music outlived its film`;
  const apart = (most.outlived.low ?? -Infinity) > (least.outlived.high ?? Infinity);
  return apart
    ? `Music outlived its film most often in the ${most.decade} (${share(most.outlived.estimate)}), least in the ${least.decade} (${share(least.outlived.estimate)})`
    : `No clear change from decade to decade: between ${share(least.outlived.estimate)} and ${share(most.outlived.estimate)} of the music outlived its film`;
}

/** Only the side of the win ratio counts: music ahead, film ahead, or neither clearly. */
export function sensitivityTitle(rows: Sensitivity[], population: Population): string {
  const known = rows.filter((row) => row.win_ratio.estimate !== null);
  if (known.length === 0 || population.win_ratio.estimate === null) return "No other setting could be compared";
  const reported = side(population.win_ratio, 1);
  const ahead: Record<Side, string> = { above: "the music is ahead", below: "the film is ahead", unclear: "neither is clearly ahead" };
  const of = `${count(known.length)} other ${known.length === 1 ? "setting" : "settings"}`;
  const changed = changedBy(rows, population);
  if (changed.length === 0) return `In none of ${of} does the win ratio’s side change: ${ahead[reported]}`;
  const to = (["above", "below", "unclear"] as const)
    .map((name) => ({ name, n: changed.filter((row) => side(row.win_ratio, 1) === name).length }))
    .filter(({ n }) => n > 0)
    .map(({ name, n }) => (n === changed.length ? `in those ${ahead[name]}` : `in ${count(n)} ${ahead[name]}`))
    .join(", ");
  return `In ${count(changed.length)} of ${of} the win ratio’s side changes: as reported ${ahead[reported]}, ${to}`;
}
