/**
 * What the document holds under `curves`: how attention fades, breaks free, comes back, and what is to be expected.
 * Any part may be absent. Dates are "YYYY-MM-DD".
 */

import {
  date,
  each,
  estimate,
  isObject,
  list,
  number,
  object,
  sentences,
  text,
  type Estimate,
  type Json,
} from "../read.ts";

export interface Dated {
  estimate: string | null;
  low: string | null;
  high: string | null;
  n: number | null;
}

/** What each part says of itself: what was found, and what its data can and cannot show. */
interface Said {
  findings: string[];
  notes: string[];
}

export interface Speed extends Said {
  source: string;
  from: string | null;
  to: string | null;
  breaks: { date: string; name: string }[];
  measures: Measure[];
}

export interface Measure {
  measure: string;
  /** "weeks", or "share": then a year has `within_5_years` in place of quartiles. */
  unit: string;
  groups: SpeedGroup[];
  /** Of no difference between the groups' trends. */
  differ_p: number | null;
}

export interface SpeedGroup {
  group: string;
  n: number | null;
  years: SpeedYear[];
  segments: { from: string; to: string; ratio: Estimate }[];
  breaks: { date: string; name: string; jump: Estimate; change: Estimate; p: number | null }[];
  /** Of one trend throughout. */
  changed_p: number | null;
  cannot_tell: string | null;
}

export const quartiles = ["lower_quartile", "median", "upper_quartile"] as const;
export type Quantity = (typeof quartiles)[number] | "within_5_years";
export type SpeedYear = Record<Quantity, Estimate> & { year: number; n: number | null };

export interface Decay extends Said {
  source: string;
  title: string;
  works: number | null;
  model: string | null;
  /** The value at age 0 by its law, which not every law has. */
  at_0: Estimate;
  cannot_tell: string | null;
  half_life: Estimate;
  tenth: Estimate;
  t_equal: Estimate;
  t_c: Estimate;
  models: { model: string; aicc: number | null; weight: number | null; status: string | null; half_life: Estimate }[];
  observed: { age: number; value: number; n: number | null }[];
  curve: { age: number; value: number; low: number | null; high: number | null }[];
}

export type Escaped = "yes" | "no" | "cannot tell";

export interface Escape {
  pair: string;
  film: string | null;
  music: string | null;
  performer: string | null;
  escaped: Escaped;
  /** That the music is ahead in the last month. */
  probability: number | null;
  date: Dated;
  /** Doublings of music to film a year. */
  velocity: Estimate;
  coupling: { before: Estimate; after: Estimate };
  refused: string | null;
  note: string | null;
  ratio: { month: string; estimate: number; low: number | null; high: number | null }[];
  observed: { month: string; film: number | null; music: number | null }[];
}

export interface Escapes extends Said {
  source: string;
  escapes: Escape[];
}

/** A film that used the work and was shown near its return. */
export interface Placement {
  film: string;
  /** The days on which it may have been shown first. */
  from: string | null;
  to: string | null;
  /** Days from the film to the return, at least and at most; below 0 the film came later. */
  days: [number, number] | null;
  doubt: string | null;
}

export interface Revival {
  title: string;
  performer: string | null;
  /** When it was first seen, if that is told. */
  first: string | null;
  begins: string;
  ends: string | null;
  peak: number | null;
  shape: string | null;
  /** Null where it cannot be told. */
  seasonal: boolean | null;
  beauty: number | null;
  size: number | null;
  /** Days. */
  half_life: Estimate;
  written_for: string | null;
  placements: Placement[];
}

export interface Revivals extends Said {
  source: string;
  revivals: Revival[];
  unit: string | null;
  works: number | null;
}

export interface Score {
  as_of: string;
  horizon: number;
  works: number | null;
  sighted: number | null;
  brier: { name: string; brier: number | null; log_score: number | null }[];
  gain: Estimate;
  slope: Estimate;
  bins: { forecast: number; observed: Estimate }[];
}

export interface Comeback {
  title: string;
  performer: string | null;
  /** Whether it was there on the day; null where that is not told. */
  on_chart: boolean | null;
  horizon: number;
  probability: Estimate;
}

export interface Forecast extends Said {
  source: string;
  as_of: string | null;
  scores: Score[];
  forecasts: Comeback[];
}

export interface Curves {
  decay: Decay[];
  escape: Escapes | null;
  revivals: Revivals[];
  speed: Speed[];
  forecast: Forecast[];
}

const said = (of: Json): Said => ({ findings: sentences(of.findings), notes: sentences(of.notes ?? of.assumptions) });

function dated(value: unknown): Dated {
  const of = object(value);
  return { estimate: date(of.estimate), low: date(of.low), high: date(of.high), n: number(of.n) };
}

const p = (test: unknown): number | null => number(object(test).p);

function speedGroup(of: Json): SpeedGroup | null {
  const group = text(of.group);
  if (group === null) return null;
  const trend = object(of.trend);
  return {
    group,
    n: number(of.n),
    years: each(of.years, (at) => {
      const year = number(at.year);
      if (year === null) return null;
      const [lower_quartile, median] = [estimate(at.lower_quartile), estimate(at.median)];
      const [upper_quartile, within_5_years] = [estimate(at.upper_quartile), estimate(at.within_5_years)];
      return { year, n: number(at.n), lower_quartile, median, upper_quartile, within_5_years };
    }).sort((a, b) => a.year - b.year),
    segments: each(trend.segments, (at) => {
      const [from, to] = [date(at.from), date(at.to)];
      return from === null || to === null ? null : { from, to, ratio: estimate(at.hazard_ratio_a_decade) };
    }),
    breaks: each(trend.breaks, (at) => {
      const [on, name] = [date(at.date), text(at.name)];
      if (on === null) return null;
      return { date: on, name: name ?? "", jump: estimate(at.jump), change: estimate(at.change), p: number(at.p) };
    }),
    changed_p: p(trend.changed),
    cannot_tell: text(trend.cannot_tell),
  };
}

const speed = (of: Json): Speed | null => {
  const measures = each(of.measures, (m): Measure | null => {
    const [measure, groups] = [text(m.measure), each(m.groups, speedGroup).filter((g) => g.years.length > 0)];
    if (measure === null || groups.length === 0) return null;
    return { measure, unit: text(m.unit) ?? "weeks", groups, differ_p: p(m.differ) };
  });
  if (measures.length === 0) return null;
  return {
    ...said(of),
    source: text(of.source) ?? "",
    from: date(of.from),
    to: date(of.to),
    breaks: each(of.breaks, (b) => {
      const on = date(b.date);
      return on === null ? null : { date: on, name: text(b.name) ?? "" };
    }),
    measures,
  };
};

const decay = (of: Json): Decay | null => {
  const title = text(of.name) ?? text(of.title);
  if (title === null) return null;
  return {
    ...said(of),
    source: text(of.source) ?? title,
    title,
    works: number(of.works),
    model: text(of.model),
    at_0: estimate(
      of.model === "log-normal"
        ? null
        : list(of.models)
            .map(object)
            .find(({ model }) => model === of.model)?.N,
    ),
    cannot_tell: text(of.cannot_tell),
    half_life: estimate(of.half_life),
    tenth: estimate(of.tenth),
    t_equal: estimate(of.t_equal),
    t_c: estimate(of.t_c),
    models: each(of.models, (m) => {
      const model = text(m.model);
      if (model === null) return null;
      const [aicc, weight, half_life] = [number(m.aicc), number(m.weight), estimate(m.half_life)];
      return { model, aicc, weight, status: text(m.status), half_life };
    }),
    observed: each(of.observed, (at) => {
      const [age, value] = [number(at.age), number(at.value)];
      return age === null || value === null ? null : { age, value, n: number(at.n) };
    }),
    curve: each(of.curve, (at) => {
      const [age, value] = [number(at.age), number(at.value)];
      return age === null || value === null ? null : { age, value, low: number(at.low), high: number(at.high) };
    }).sort((a, b) => a.age - b.age),
  };
};

const escape = (of: Json): Escape | null => {
  const pair = text(of.pair);
  if (pair === null) return null;
  const coupling = object(of.coupling);
  return {
    pair,
    film: text(of.film),
    music: text(of.music),
    performer: text(of.performer),
    escaped:
      of.escaped === "yes" || of.escaped === true
        ? "yes"
        : of.escaped === "no" || of.escaped === false
          ? "no"
          : "cannot tell",
    probability: number(of.probability),
    date: dated(of.date),
    velocity: estimate(of.velocity),
    coupling: { before: estimate(coupling.before), after: estimate(coupling.after) },
    refused: text(of.refused),
    note: text(of.note) ?? text(of.cannot_tell),
    ratio: each(of.ratio, (at) => {
      const [month, ratio] = [date(at.month), number(at.estimate)];
      return month === null || ratio === null
        ? null
        : { month, estimate: ratio, low: number(at.low), high: number(at.high) };
    }),
    observed: each(of.observed, (at) => {
      const month = date(at.month);
      return month === null ? null : { month, film: number(at.film), music: number(at.music) };
    }),
  };
};

const escapes = (of: Json): Escapes | null => {
  const all = each(of.escapes, escape);
  return all.length === 0 ? null : { ...said(of), source: text(of.source) ?? "", escapes: all };
};

const placement = (of: Json): Placement | null => {
  const film = text(of.film);
  if (film === null) return null;
  const [least, most] = list(of.days_between).map(number);
  const days: Placement["days"] = typeof least === "number" && typeof most === "number" ? [least, most] : null;
  return { film, from: date(of.released_from), to: date(of.released_to), days, doubt: text(of.doubt) };
};

const revival = (of: Json): Revival | null => {
  const [title, begins] = [text(of.title), date(of.begins)];
  if (title === null || begins === null) return null;
  return {
    title,
    performer: text(of.performer),
    first: date(of.first),
    begins,
    ends: date(of.ends),
    peak: number(object(of.peak).estimate),
    shape: text(of.shape),
    seasonal: typeof of.seasonal === "boolean" ? of.seasonal : null,
    beauty: number(object(of.beauty).estimate),
    size: number(of.size),
    half_life: estimate(of.half_life),
    written_for: text(of.written_for),
    placements: each(of.placements, placement),
  };
};

const revivals = (of: Json): Revivals | null => {
  const all = each(of.revivals, revival);
  if (all.length === 0) return null;
  return { ...said(of), source: text(of.source) ?? "", unit: text(of.unit), works: number(of.works), revivals: all };
};

/** Who forecast, in the order in which they are compared. */
export const forecasters = ["model", "table", "age", "persistence"] as const;

/** "2y" */
const years = (value: unknown): number | null => number(Number.parseInt(text(value) ?? "", 10));

const score = (of: Json): Score | null => {
  const [as_of, horizon, calibration] = [date(of.as_of), years(of.horizon), object(of.calibration)];
  if (as_of === null || horizon === null) return null;
  return {
    as_of,
    horizon,
    works: number(of.n),
    sighted: number(of.sighted),
    brier: forecasters.map((name) => ({
      name,
      brier: number(object(of[name]).brier),
      log_score: number(object(of[name]).log_score),
    })),
    gain: estimate(object(of.skill).over_table),
    slope: estimate(calibration.slope),
    bins: each(calibration.bins, (bin) => {
      const forecast = number(bin.forecast);
      return forecast === null ? null : { forecast, observed: estimate(bin.observed) };
    }),
  };
};

const forecast = (of: Json): Forecast | null => {
  const scores = each(of.scores, score);
  const forecasts = each(of.forecasts, (f): Comeback | null => {
    const [title, horizon] = [text(f.title), years(f.horizon)];
    if (title === null || horizon === null) return null;
    const [performer, on_chart] = [text(f.performer), typeof f.on_chart === "boolean" ? f.on_chart : null];
    return { title, performer, on_chart, horizon, probability: estimate(f.probability) };
  });
  if (scores.length + forecasts.length === 0) return null;
  return { ...said(of), source: text(of.source) ?? "", as_of: date(of.as_of), scores, forecasts };
};

/** The document's `curves`, which may be absent as a whole or in parts. */
export function curves(value: unknown): Curves {
  const of = object(value);
  return {
    decay: each(of.decay, decay).concat(each(of.decay, (one) => decay(object(one.beside)))),
    escape: isObject(of.escape) ? escapes(of.escape) : null,
    revivals: each(of.revivals, revivals),
    speed: each(of.speed, speed),
    forecast: each(of.forecast, forecast),
  };
}
