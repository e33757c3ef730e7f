/**
 * The document that `outlive report` writes into the page, and its reading.
 *
 * Every estimate carries its interval and its number of observations. A null is "unknown" or, as an end of an interval,
 * "without bound". Dates are "YYYY-MM-DD". Times are years since the film's first public showing unless a comment says
 * otherwise.
 */

import { curves, type Curves } from "./curves/data.ts";
import { date, estimate, isObject, list, number, object, sentences, text, type Estimate } from "./read.ts";

export type { Estimate } from "./read.ts";

export type Verdict = "outlived" | "outlasted" | "tied" | "undecided";
export const verdicts: readonly Verdict[] = ["outlived", "outlasted", "tied", "undecided"];

/** Why a life is cut off without having ended: the source's window closed, or a rule of the source removed it. */
export type Censoring = "window" | "rule" | null;

export interface Pair {
  film: string;
  film_released: string | null;
  film_end: string | null;
  film_censored: boolean;
  film_censoring: Censoring;
  music: string;
  performer: string | null;
  music_start: string | null;
  music_end: string | null;
  music_censored: boolean;
  music_censoring: Censoring;
  music_first_life_end: string | null;
  revivals: number | null;
  link_reason: string | null;
  link_confidence: number | null;
  weeks_on_chart: number | null;
  peak_rank: number | null;
  verdict: Verdict;
  /** Music's end minus film's end, in years, as far as either was seen. */
  years: number | null;
  years_low: number | null;
  years_high: number | null;
}

/** One step of a survival curve: `survival` holds from `time` until the next step. */
export interface Step {
  time: number;
  at_risk: number | null;
  events: number | null;
  censored: number | null;
  survival: number;
  low: number | null;
  high: number | null;
}

export interface MeanLife {
  years: number;
  film: Estimate;
  music: Estimate;
  difference: Estimate;
}

/** The rate of leaving the chart for good, a week, among works that are `from` to `to` weeks past their entry. */
export interface Rate extends Estimate {
  from: number;
  to: number;
  /** Weeks on the chart that the rate rests on. */
  exposure: number | null;
}

export interface HazardRatio extends Estimate {
  p: number | null;
}

export interface ProportionalityTest {
  term: string;
  chi_square: number | null;
  df: number | null;
  p: number | null;
}

/** The comparison with matched albums among the music that entered in one part of the time. */
export interface Era {
  /** "music that entered before 2009-12-05" */
  era: string;
  soundtracks: number | null;
  in_cinemas: HazardRatio;
  after: HazardRatio;
}

export interface Controls {
  rule: string;
  soundtracks: number | null;
  others: number | null;
  sets: number | null;
  overall: HazardRatio;
  in_cinemas: HazardRatio;
  after: HazardRatio;
  eras: Era[];
  difference_p: number | null;
  concordance: Estimate;
  proportional_hazards: ProportionalityTest[];
  hazard: { soundtracks_in_cinemas: Rate[]; soundtracks_after: Rate[]; others: Rate[] };
  /** Time here is years since the entry into the chart. */
  survival: { soundtracks: Step[]; others: Step[] };
}

export interface Sensitivity {
  setting: string;
  outlived: Estimate;
  win_ratio: Estimate;
  median_music: Estimate;
}

export interface Decade {
  decade: string;
  n: number | null;
  outlived: Estimate;
  win_ratio: Estimate;
}

export interface Share extends Estimate {
  count: number | null;
}

export interface Population {
  n: number;
  outlived: Share;
  outlasted: Share;
  tied: Share;
  undecided: Share;
  bounds: { low: Estimate; high: Estimate };
  win_ratio: Estimate & { wins: number | null; losses: number | null; ties: number | null };
  median_life: { film: Estimate; music: Estimate };
  survival: { film: Step[]; music: Step[] };
  rmst: MeanLife[];
  controls: Controls | null;
  /** Why there are no controls, in a sentence. */
  controls_missing: string | null;
  sensitivity: Sensitivity[];
  by_decade: Decade[];
}

export interface Source {
  name: string;
  title: string | null;
  role: string | null;
  unit: string | null;
  from: string | null;
  to: string | null;
  floor: number | null;
  works: number | null;
}

export interface Settings {
  theta: number | null;
  gap_weeks: number | null;
  life: string | null;
  confidence: number;
  seed: number | null;
  resamples: number | null;
  since: string | null;
  [other: string]: unknown;
}

export interface Report {
  outlive: string;
  settings: Settings;
  sources: Source[];
  pairs: Pair[];
  population: Population;
  findings: string[];
  assumptions: string[];
  curves: Curves;
}

/** The page holds no report, or one that cannot be read; the message is for the reader. */
export class NoReport extends Error {}

const share = (value: unknown): Share => ({ ...estimate(value), count: number(object(value).count) });
const hazardRatio = (value: unknown): HazardRatio => ({ ...estimate(value), p: number(object(value).p) });

function steps(value: unknown): Step[] {
  return list(value)
    .map(object)
    .flatMap((step) => {
      const [time, survival] = [number(step.time), number(step.survival)];
      if (time === null || survival === null) return [];
      const [low, high] = [number(step.low), number(step.high)];
      const [at_risk, events, censored] = [number(step.at_risk), number(step.events), number(step.censored)];
      return [{ time, survival, low, high, at_risk, events, censored }];
    })
    .sort((a, b) => a.time - b.time);
}

function rates(value: unknown): Rate[] {
  return list(value)
    .map(object)
    .flatMap((rate) => {
      const [from, to] = [number(rate.from), number(rate.to)];
      return from === null || to === null ? [] : [{ ...estimate(rate), from, to, exposure: number(rate.exposure) }];
    })
    .sort((a, b) => a.from - b.from);
}

const censoring = (value: unknown): Censoring => (value === "window" || value === "rule" ? value : null);

function pair(value: unknown): Pair {
  const of = object(value);
  const verdict = verdicts.find((name) => name === of.verdict) ?? "undecided";
  return {
    film: text(of.film) ?? "(no title)",
    film_released: date(of.film_released),
    film_end: date(of.film_end),
    film_censored: of.film_censored === true,
    film_censoring: censoring(of.film_censoring),
    music: text(of.music) ?? "(no title)",
    performer: text(of.performer),
    music_start: date(of.music_start),
    music_end: date(of.music_end),
    music_censored: of.music_censored === true,
    music_censoring: censoring(of.music_censoring),
    music_first_life_end: date(of.music_first_life_end),
    revivals: number(of.revivals),
    link_reason: text(of.link_reason),
    link_confidence: number(of.link_confidence),
    weeks_on_chart: number(of.weeks_on_chart),
    peak_rank: number(of.peak_rank),
    verdict,
    years: number(of.years),
    years_low: number(of.years_low),
    years_high: number(of.years_high),
  };
}

function controls(value: unknown): Controls | null {
  if (!isObject(value)) return null;
  const hazard = object(value.hazard);
  const survival = object(value.survival);
  return {
    rule: text(value.rule) ?? "",
    soundtracks: number(value.soundtracks),
    others: number(value.others),
    sets: number(value.sets),
    overall: hazardRatio(value.overall),
    in_cinemas: hazardRatio(value.in_cinemas),
    after: hazardRatio(value.after),
    eras: list(value.eras)
      .map(object)
      .flatMap((era) => {
        const name = text(era.era);
        if (name === null) return [];
        const [in_cinemas, after] = [hazardRatio(era.in_cinemas), hazardRatio(era.after)];
        return [{ era: name, soundtracks: number(era.soundtracks), in_cinemas, after }];
      }),
    difference_p: number(value.difference_p),
    concordance: estimate(value.concordance),
    proportional_hazards: list(value.proportional_hazards)
      .map(object)
      .map((t) => ({ term: text(t.term) ?? "", chi_square: number(t.chi_square), df: number(t.df), p: number(t.p) })),
    hazard: {
      soundtracks_in_cinemas: rates(hazard.soundtracks_in_cinemas),
      soundtracks_after: rates(hazard.soundtracks_after),
      others: rates(hazard.others),
    },
    survival: { soundtracks: steps(survival.soundtracks), others: steps(survival.others) },
  };
}

function population(value: unknown, pairs: number): Population {
  const of = object(value);
  const winRatio = object(of.win_ratio);
  const median = object(of.median_life);
  const bounds = object(of.bounds);
  const survival = object(of.survival);
  return {
    n: number(of.n) ?? pairs,
    outlived: share(of.outlived),
    outlasted: share(of.outlasted),
    tied: share(of.tied),
    undecided: share(of.undecided),
    bounds: { low: estimate(bounds.low), high: estimate(bounds.high) },
    win_ratio: {
      ...estimate(winRatio),
      wins: number(winRatio.wins),
      losses: number(winRatio.losses),
      ties: number(winRatio.ties),
    },
    median_life: { film: estimate(median.film), music: estimate(median.music) },
    survival: { film: steps(survival.film), music: steps(survival.music) },
    rmst: list(of.rmst)
      .map(object)
      .flatMap((row) => {
        const years = number(row.years);
        if (years === null) return [];
        return [{ years, film: estimate(row.film), music: estimate(row.music), difference: estimate(row.difference) }];
      }),
    controls: controls(of.controls),
    controls_missing: text(of.controls_missing),
    sensitivity: list(of.sensitivity)
      .map(object)
      .map((row) => ({
        setting: text(row.setting) ?? "",
        outlived: estimate(row.outlived),
        win_ratio: estimate(row.win_ratio),
        median_music: estimate(row.median_music),
      })),
    by_decade: list(of.by_decade)
      .map(object)
      .map((row) => ({
        decade: text(row.decade) ?? "",
        n: number(row.n) ?? number(object(row.outlived).n),
        outlived: estimate(row.outlived),
        win_ratio: estimate(row.win_ratio),
      })),
  };
}

/** Reads the document. What is absent becomes null or an empty list; only a page without a document is refused. */
export function parse(source: string): Report {
  let document: unknown;
  try {
    document = JSON.parse(source);
  } catch {
    throw new NoReport("This page holds no report yet. Run “outlive report” to make one.");
  }
  if (!isObject(document)) throw new NoReport("The report in this page cannot be read. Run “outlive report” again.");

  const settings = object(document.settings);
  const pairs = list(document.pairs).map(pair);
  return {
    outlive: text(document.outlive) ?? "",
    settings: {
      ...settings,
      theta: number(settings.theta),
      gap_weeks: number(settings.gap_weeks),
      life: text(settings.life),
      confidence: number(settings.confidence) ?? 0.95,
      seed: number(settings.seed),
      resamples: number(settings.resamples),
      since: date(settings.since),
    },
    sources: list(document.sources)
      .map(object)
      .map((source) => ({
        name: text(source.name) ?? "",
        title: text(source.title),
        role: text(source.role),
        unit: text(source.unit),
        from: date(source.from),
        to: date(source.to),
        floor: number(source.floor),
        works: number(source.works),
      })),
    pairs,
    population: population(document.population, pairs.length),
    findings: sentences(document.findings),
    assumptions: sentences(document.assumptions),
    curves: curves(document.curves),
  };
}

const millisecondsPerYear = 365.25 * 24 * 60 * 60 * 1000;

/** Years from one date to the other; null when either is unknown. */
export function yearsBetween(from: string | null, to: string | null): number | null {
  if (from === null || to === null) return null;
  return (Date.parse(to) - Date.parse(from)) / millisecondsPerYear;
}

/** Music's end minus film's end as far as both were seen, whatever the verdict. */
export function seenSpan(pair: Pair): number | null {
  return pair.years ?? yearsBetween(pair.film_end, pair.music_end);
}

/** Whether the span is only a lower limit, because the side that lasted longer was cut off. */
export function isOpen(pair: Pair): boolean {
  if (pair.verdict === "outlived") return pair.music_censored && pair.years_high === null;
  if (pair.verdict === "outlasted") return pair.film_censored && pair.years_low === null;
  return false;
}

/** The length of the span that a decided pair is known to have, at least; null when it is not known. */
export function sureLength(pair: Pair): number | null {
  const { verdict, years, years_low, years_high } = pair;
  if (verdict === "undecided" || (years_low === null && years_high === null)) return null;
  const of = !isOpen(pair) ? years : verdict === "outlived" ? years_low : years_high;
  return of === null ? null : Math.abs(of);
}

/** The most that film and music can lie apart; null when that has no bound. */
export function greatestLength({ years_low, years_high }: Pair): number | null {
  return years_low === null || years_high === null ? null : Math.max(Math.abs(years_low), Math.abs(years_high));
}

/** "1990s", or null when the film's first showing is unknown. */
export function decadeOf(pair: Pair): string | null {
  return pair.film_released === null ? null : `${pair.film_released.slice(0, 3)}0s`;
}
