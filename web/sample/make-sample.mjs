/**
 * An invented document of the shape that `outlive report` writes, for developing and testing the page.
 *
 * The lives are drawn at random; the shares, curves and ratios are computed from them, the intervals by the usual
 * large-sample formulas. Nothing here is a finding.
 */

import { makeCurves } from "./curves.mjs";
import { isoDate, round, stream, wilson } from "./draw.mjs";

export const variants = ["usual", "reversed", "unclear", "small", "empty"];

const day = 1 / 365.25;
const week = 7 * day;
const windowEnd = Date.UTC(2024, 11, 28);

const addYears = (ms, years) => ms + years * 365.25 * 864e5;
const between = (a, b) => (b - a) / (365.25 * 864e5);

function winRatio(wins, losses, ties) {
  const p = wins / (wins + losses);
  const half = 1.96 * Math.sqrt((p * (1 - p)) / (wins + losses));
  const odds = (q) => (q >= 1 ? null : round(q / (1 - q)));
  return {
    estimate: odds(p),
    low: odds(Math.max(0, p - half)),
    high: odds(p + half),
    n: wins + losses + ties,
    wins,
    losses,
    ties,
  };
}

/** Kaplan–Meier with Greenwood's variance on the log-log scale. */
function kaplanMeier(lives) {
  const sorted = [...lives].sort((a, b) => a.time - b.time);
  const steps = [{ time: 0, at_risk: sorted.length, events: 0, censored: 0, survival: 1, low: 1, high: 1 }];
  let [atRisk, survival, sum] = [sorted.length, 1, 0];
  for (let i = 0; i < sorted.length; ) {
    const time = sorted[i].time;
    let [events, censored] = [0, 0];
    for (; i < sorted.length && sorted[i].time === time; ++i) sorted[i].censored ? ++censored : ++events;
    if (events > 0) {
      survival *= 1 - events / atRisk;
      sum += events / (atRisk * (atRisk - events));
    }
    const done = survival <= 0;
    const error = done ? 0 : Math.sqrt(sum) / Math.log(survival);
    const low = done || survival === 1 ? null : survival ** Math.exp(-1.96 * error);
    const high = done || survival === 1 ? null : survival ** Math.exp(1.96 * error);
    steps.push({
      time: round(time),
      at_risk: atRisk,
      events,
      censored,
      survival: round(survival),
      low: round(Math.min(low, high)),
      high: round(Math.max(low, high)),
    });
    if (done) Object.assign(steps.at(-1), { low: null, high: null });
    atRisk -= events + censored;
  }
  return steps;
}

function median(steps, n) {
  const first = (key) => steps.find((s) => s[key] !== null && s[key] <= 0.5)?.time ?? null;
  return { estimate: first("survival"), low: first("low"), high: first("high"), n };
}

function restrictedMean(steps, until) {
  let [area, time, survival] = [0, 0, 1];
  for (const step of steps) {
    if (step.time > until) break;
    area += survival * (step.time - time);
    [time, survival] = [step.time, step.survival];
  }
  return area + survival * (until - time);
}

function makePairs(n, draw, tilt) {
  let film;
  return Array.from({ length: n }, (_, i) => {
    const drawn = {
      name: `Example film ${i + 1}`,
      released: Date.UTC(2000, 0, 7) + Math.floor(draw.uniform() * 24.8 * 52.18) * 7 * 864e5,
      run: Math.min(1.2, Math.max(2 * week, draw.lognormal(14 * week, 0.55))),
    };
    // One film has two albums.
    film = i === 41 ? film : drawn;
    const { released, run } = film;
    const filmGoesOn = addYears(released, run) > windowEnd;
    const filmEnd = Math.min(addYears(released, run), windowEnd);
    const start = addYears(released, Math.round(draw.uniform() * 6 - 3) * week);
    const long = draw.uniform() < 0.12 * Math.min(1, tilt);
    const life = long ? draw.lognormal(3.2, 1) : draw.lognormal(15 * week * tilt, 1.05);
    const end = addYears(start, Math.max(week, Math.round(life / week) * week));
    const goesOn = end > windowEnd - 40 * 7 * 864e5 && end > addYears(released, 0.2);
    const byRule = !goesOn && released < Date.UTC(2009, 0, 1) && life > 1.9 && draw.uniform() < 0.7;
    const musicEnd = goesOn ? Math.min(end, windowEnd) : end;
    const musicCensored = goesOn || byRule;
    const years = between(filmEnd, musicEnd);
    let verdict = years > week ? "outlived" : years < -week ? "outlasted" : "tied";
    if (musicCensored && years <= 0) verdict = "undecided";
    if (filmGoesOn && (musicCensored || years >= 0)) verdict = "undecided";
    const weeks = Math.max(1, Math.round(Math.min(life, 3) / week / (long ? 2 : 1)));
    return {
      film:
        i === 3
          ? "Example film 4, or: A Very Long Title with <b>marks</b> & “quotes”, Told Twice Over"
          : film.name,
      film_released: isoDate(released),
      film_end: isoDate(filmEnd),
      film_censored: filmGoesOn,
      film_censoring: filmGoesOn ? "window" : null,
      music:
        i === 3 ? 'Example film 4 (Music from the "Motion Picture", Volume 1)' : `Example film ${i + 1} (Soundtrack)`,
      performer: draw.uniform() < 0.6 ? "Various artists" : `Example composer ${1 + (i % 40)}`,
      music_start: isoDate(start),
      music_end: isoDate(musicEnd),
      music_censored: musicCensored,
      music_censoring: goesOn ? "window" : byRule ? "rule" : null,
      music_first_life_end: isoDate(
        addYears(start, Math.min(between(start, musicEnd), Math.max(week, life / (long ? 3 : 1)))),
      ),
      revivals: long ? Math.floor(draw.uniform() * 6) : 0,
      link_reason: draw.uniform() < 0.8 ? "title and year agree" : "title agrees, marked as a soundtrack",
      link_confidence: round(0.6 + 0.4 * draw.uniform(), 2),
      weeks_on_chart: weeks,
      peak_rank: Math.max(1, Math.min(200, Math.round(draw.lognormal(55, 1)))),
      verdict,
      years: round(years),
      years_low: verdict === "undecided" || (filmGoesOn && verdict === "outlasted") ? null : round(years - week),
      years_high: verdict === "undecided" || (musicCensored && verdict === "outlived") ? null : round(years + week),
    };
  });
}

function lives(pairs, side) {
  return pairs.map((p) => ({
    time: round(Math.max(day, between(Date.parse(p.film_released), Date.parse(p[`${side}_end`])))),
    censored: p[`${side}_censored`],
  }));
}

function summary(pairs) {
  const counted = (verdict) => pairs.filter((p) => p.verdict === verdict).length;
  const [wins, losses, ties] = [counted("outlived"), counted("outlasted"), counted("tied")];
  return { outlived: wilson(wins, pairs.length), win_ratio: winRatio(wins, losses, ties) };
}

function hazardBins(draw, level, edges, exposure) {
  return edges.slice(0, -1).map((from, i) => {
    const weeks = Math.round(exposure / (1 + i * 0.9));
    const value = level * (0.6 + 1.1 * Math.exp(-(((i - 2) / 2.2) ** 2))) * (1 + 0.08 * draw.normal());
    const events = Math.max(1, Math.round(value * weeks));
    const estimate = events / weeks;
    const spread = Math.exp(1.96 / Math.sqrt(events));
    return {
      from,
      to: edges[i + 1],
      estimate: round(estimate, 5),
      low: round(estimate / spread, 5),
      high: round(estimate * spread, 5),
      n: events,
      exposure: weeks,
    };
  });
}

function makeControls(draw, variant, n) {
  const hr = (value, error, p) => ({
    estimate: value,
    low: round(value * Math.exp(-1.96 * error), 3),
    high: round(value * Math.exp(1.96 * error), 3),
    n: n * 6,
    p,
  });
  const edges = [0, 2, 4, 8, 13, 26, 52, 104, 208];
  const soundtracks = variant === "reversed" ? 11 * week : 16 * week;
  const chartLives = (count, middle) =>
    Array.from({ length: count }, () => ({
      time: round(Math.max(week, Math.round(draw.lognormal(middle, 1.1) / week) * week)),
      censored: draw.uniform() < 0.04,
    }));
  const values =
    variant === "unclear" ? [0.98, 0.95, 1.04] : variant === "reversed" ? [1.31, 1.12, 1.48] : [0.93, 0.71, 1.16];
  const eras = {
    usual: [
      [0.74, 1.44],
      [0.68, 0.83],
    ],
    unclear: [
      [0.96, 1.35],
      [0.94, 0.99],
    ],
  }[variant];
  return {
    rule: "up to five albums that are not soundtracks, entered in the same week within ten ranks",
    soundtracks: n - 12,
    others: (n - 12) * 5,
    sets: n - 12,
    overall: hr(values[0], 0.05, 0.14),
    in_cinemas: hr(values[1], 0.08, 0.0001),
    after: hr(values[2], 0.06, 0.013),
    ...(eras && {
      eras: eras.map(([during, after], i) => ({
        era: i === 0 ? "music that entered before 2009-12-05" : "music that entered from 2009-12-05",
        soundtracks: Math.round((n - 12) * (i === 0 ? 0.6 : 0.4)),
        in_cinemas: hr(during, 0.1, 0.002),
        after: variant === "unclear" && i === 1 ? { estimate: null, low: null, high: null } : hr(after, 0.06, 0.002),
      })),
    }),
    difference_p: 0.0002,
    concordance: { estimate: 0.541, low: 0.522, high: 0.56, n: n * 6 },
    proportional_hazards: [
      { term: "soundtrack in cinemas", chi_square: 1.9, df: 1, p: 0.168 },
      { term: "soundtrack after", chi_square: 6.2, df: 1, p: 0.013 },
    ],
    hazard: {
      soundtracks_in_cinemas: hazardBins(draw, 0.035 * values[1], edges.slice(0, 6), 1700),
      soundtracks_after: hazardBins(draw, 0.038 * values[2], edges.slice(2), 2400),
      others: hazardBins(draw, 0.036, edges, 14000),
    },
    survival: {
      soundtracks: kaplanMeier(chartLives(n - 12, soundtracks)),
      others: kaplanMeier(chartLives((n - 12) * 5, 13 * week)),
    },
  };
}

/** A document. `variant` is one of `variants`. */
export function makeSample(variant = "usual", pairCount = variant === "empty" ? 0 : variant === "small" ? 6 : 538) {
  const draw = stream(7);
  const tilt = variant === "reversed" ? 0.35 : variant === "unclear" ? 0.82 : 1.5;
  const pairs = makePairs(pairCount, draw, tilt);
  const n = pairs.length;
  const [film, music] = [kaplanMeier(lives(pairs, "film")), kaplanMeier(lives(pairs, "music"))];
  const counted = (verdict) => {
    const count = pairs.filter((p) => p.verdict === verdict).length;
    return { ...wilson(count, n), count };
  };
  const [outlived, undecided] = [counted("outlived"), counted("undecided")];
  const all = summary(pairs);
  const near = (value, half) => ({ estimate: round(value), low: round(value - half), high: round(value + half), n });
  const rich = variant !== "small" && variant !== "empty";
  const decades = [...new Set(pairs.map((p) => `${p.film_released.slice(0, 3)}0s`))].sort();

  return {
    outlive: "0.1.0",
    settings: {
      theta: 0.01,
      gap_weeks: 52,
      life: "whole",
      confidence: 0.95,
      seed: 1,
      resamples: 10000,
      since: "2000-01-01",
    },
    sources: rich
      ? [
          {
            name: "example-albums",
            title: "Example album chart (invented)",
            role: "music",
            unit: "rank",
            from: "1963-08-17",
            to: "2024-12-28",
            floor: 200,
            works: 47000,
          },
          {
            name: "example-takings",
            title: "Example daily takings (invented)",
            role: "film",
            unit: "usd",
            from: "2000-01-01",
            to: "2024-12-28",
            floor: null,
            works: 12850,
          },
        ]
      : [],
    pairs,
    population: {
      n,
      outlived,
      outlasted: counted("outlasted"),
      tied: counted("tied"),
      undecided,
      bounds: { low: wilson(outlived.count, n), high: wilson(outlived.count + undecided.count, n) },
      win_ratio: n === 0 ? null : all.win_ratio,
      median_life: { film: median(film, n), music: median(music, n) },
      survival: { film, music },
      rmst:
        n === 0
          ? []
          : [1, 5, 10].map((years) => {
              const [f, m] = [restrictedMean(film, years), restrictedMean(music, years)];
              return {
                years,
                film: near(f, 0.01),
                music: near(m, 0.02 * years),
                difference: near(m - f, 0.02 * years),
              };
            }),
      controls: rich ? makeControls(draw, variant, n) : null,
      ...(!rich && { controls_missing: "No other albums are in this invented data, so there is nothing to match with." }),
      sensitivity: rich
        ? [
            ["first life instead of whole", 0.7],
            ["silence of 26 weeks ends a life", 0.93],
            ["silence of 104 weeks ends a life", 1.04],
            ["films end at 5\u202f% of their peak", 1.15],
            ["only links of confidence 0.9 and more", 0.98],
          ].map(([setting, factor], i) => {
            const changed = summary(makePairs(n - 7 * i, stream(7), tilt * factor));
            return { setting, ...changed, median_music: near(0.45 * factor, 0.06) };
          })
        : null,
      by_decade: rich
        ? decades.map((decade) => ({
            decade,
            n: pairs.filter((p) => p.film_released.startsWith(decade.slice(0, 3))).length,
            ...summary(pairs.filter((p) => p.film_released.startsWith(decade.slice(0, 3)))),
          }))
        : null,
    },
    findings: rich
      ? [
          "This page holds invented data: nothing in it is a finding.",
          "Of the pairs measured, the longest span belongs to an example film.",
        ]
      : [],
    assumptions: [
      "A film's life ends on the last day on which its smoothed takings reach 1 % of their peak.",
      "An album's life ends at its last sighting among the first 200; below that it is not seen.",
      "Titles are matched by their words and years; a wrong link would count as a pair.",
    ],
    ...(variant === "usual" && { curves: makeCurves() }),
  };
}
