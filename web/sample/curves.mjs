/** Invented curves of the shape that the document holds under `curves`. Nothing here is a finding. */

import { isoDate, round, stream, wilson } from "./draw.mjs";

const near = (value, spread, n) => ({
  estimate: round(value),
  low: round(value / spread),
  high: round(value * spread),
  n,
});
const unknown = (n = 0) => ({ estimate: null, low: null, high: null, n });
const monthOf = (i) => isoDate(Date.UTC(2014, i, 1));
const dayOf = (years) => isoDate(Date.UTC(2014, 0, 1) + years * 365.25 * 864e5);

function makeSpeed(draw) {
  const years = (level, size, share) =>
    Array.from({ length: 60 }, (_, i) => {
      const n = Math.max(5, Math.round(size * (0.7 + 0.6 * draw.uniform())));
      const weeks = level * (1 + 0.4 * Math.sin(i / 9)) * draw.lognormal(1, 1.2 / Math.sqrt(n));
      const part = (of) => ({ ...near(Math.max(1, Math.round(weeks * of)), 1 + 2 / Math.sqrt(n), n) });
      const back = share && i < 55 ? wilson(Math.round(n * 0.03), n) : unknown(n);
      return share
        ? { year: 1964 + i, n, within_5_years: back }
        : {
            year: 1964 + i,
            n,
            lower_quartile: part(0.5),
            median: part(1),
            upper_quartile: i % 17 === 16 ? unknown(n) : part(2),
          };
    });
  const breaks = [
    { date: "1991-05-25", name: "sales counted electronically" },
    { date: "2009-12-05", name: "older albums stay on the chart" },
    { date: "2014-12-13", name: "streams counted" },
  ];
  const ends = ["1964-01-04", ...breaks.map(({ date }) => date), "2023-08-19"];
  const group = (name, level, size, share, ratios) => ({
    group: name,
    n: size * 60,
    years: years(level, size, share),
    trend: {
      segments: ratios.map((ratio, i) => ({
        from: ends[i],
        to: ends[i + 1],
        hazard_ratio_a_decade: near(ratio, 1.25, size * 15),
      })),
      breaks: breaks.map((at) => ({
        ...at,
        jump: near(1.2, 1.2, size * 30),
        change: near(0.9, 1.3, size * 30),
        p: 0.21,
      })),
      changed: { f: 4.1, df: 3, df_residual: 40, p: 0.012 },
      cannot_tell: null,
    },
  });
  const measure = (name, unit, level) => ({
    measure: name,
    unit,
    groups: [
      group("soundtracks", level, 30, unit === "share", [1.1, 1.3, 2.1, 0.6]),
      group("others", level * 0.8, 600, unit === "share", [0.9, 1.4, 1.7, 0.5]),
    ],
    differ: { f: 2.2, df: 4, df_residual: 40, p: 0.08 },
  });
  const of = (source) => ({
    source,
    from: ends[0],
    to: ends[4],
    works: 37800,
    left_out: 200,
    breaks,
    measures: [
      measure("time_to_peak", "weeks", 4),
      measure("first_life", "weeks", 12),
      measure("half_life", "weeks", 3),
      measure("revival", "share", 0),
    ],
    findings: ["The first life got longer; all of this is invented."],
    notes: ["A trend says that the pace moved with the years, not why."],
  });
  return [of("example-albums"), of("example-songs")];
}

function makeDecay(draw) {
  const two = ({ N, p, r, q }, age) =>
    N * (Math.exp(-(p + r) * age) + (r / (p + r - q)) * (Math.exp(-q * age) - Math.exp(-(p + r) * age)));
  const of = (source, title, law, ages, half, tenth) => ({
    name: title,
    works: ages * 170,
    model: "two-phase",
    told: true,
    cannot_tell: null,
    ...Object.fromEntries(Object.entries(law).map(([name, value]) => [name, near(value, 1.2, ages)])),
    half_life: near(half, 1.15, ages),
    tenth: near(tenth, 1.3, ages),
    t_equal: near(2, 1.2, ages),
    t_c: near(5.7, 1.3, ages),
    models: [
      {
        model: "two-phase",
        aicc: -12.1,
        weight: 0.97,
        status: "fitted",
        N: near(law.N, 1.2, ages),
        half_life: near(half, 1.15, ages),
      },
      { model: "power law", aicc: -5, weight: 0.03, status: "fitted", half_life: near(half * 0.8, 1.2, ages) },
      { model: "exponential", aicc: null, weight: null, status: "did not converge", half_life: unknown(ages) },
    ],
    observed: Array.from({ length: ages }, (_, i) => ({
      age: i + 0.5,
      value: round(two(law, i + 0.5) * draw.lognormal(1, 0.05 + 0.004 * i), 6),
      n: Math.round(600 / (1 + i * 0.15)),
    })),
    curve: Array.from({ length: ages * 4 - 1 }, (_, i) => {
      const value = two(law, 0.5 + i / 4);
      const spread = 1.05 + 0.006 * i;
      return {
        age: 0.5 + i / 4,
        value: round(value, 6),
        low: round(value / spread, 6),
        high: round(value * spread, 6),
      };
    }),
    findings: [`The invented ${title} falls to half in ${half} years.`],
    notes: ["One snapshot: age and cohort cannot be told apart."],
  });
  return [
    of("example-songs", "Songs’ popularity by age", { N: 9.55, p: 0.511, r: 0.227, q: 0.0283 }, 50, 1.7, 41),
    of("example-film-views", "Films’ page views by age", { N: 900, p: 0.9, r: 0.3, q: 0.06 }, 60, 1.1, 17),
  ];
}

function makeEscape(draw) {
  const months = 144;
  const one = (i) => {
    const pair =
      i === 3
        ? "Example song with a very long name, in which <b>marks</b> stand / Example film 3"
        : `Example film ${i} / Example song ${i}`;
    const base = {
      pair,
      film: `Example film ${i}`,
      music: `Example song ${i}`,
      performer: `Example singer ${i}`,
      refused: null,
      note: null,
    };
    const none = {
      escaped: null,
      probability: null,
      date: unknown(),
      velocity: unknown(),
      coupling: { before: unknown(), after: unknown() },
      ratio: [],
      observed: [],
    };
    if (i % 7 === 6) return { ...base, ...none, refused: "film and song share a name, and so a query" };
    if (i % 7 === 5) return { ...base, ...none, refused: "cannot tell: 18 months, and it takes 24" };
    const escapes = i % 7 < 3;
    const start = i === 8 ? 0.4 : -2 - 2 * draw.uniform();
    const slope = (escapes ? 3.4 + 3 * draw.uniform() : 1) / 12;
    const ratio = Array.from({ length: months }, (_, m) => {
      const value = Math.exp(start + slope * (m / 12) * 2 + 0.35 * Math.sin(m / 11));
      return { month: monthOf(m), estimate: round(value), low: round(value / 1.5), high: round(value * 1.5) };
    });
    const crossed = ratio.findLastIndex(({ estimate }) => estimate < 1);
    const dated = escapes && crossed > 0 && crossed < months - 1;
    return {
      ...base,
      escaped: i === 4 ? null : escapes,
      probability: escapes ? 0.99 : 0.02,
      date: dated
        ? {
            estimate: dayOf(crossed / 12),
            low: dayOf(crossed / 12 - 0.4),
            high: i === 1 ? null : dayOf(crossed / 12 + 0.6),
            n: months,
          }
        : unknown(months),
      velocity: near(slope * 2.9, 1.3, months),
      coupling: { before: near(0.7, 1.3, crossed), after: near(0.2, 2, months - crossed) },
      ratio,
      observed: ratio.map(({ month, estimate }, m) => ({
        month,
        film: Math.max(1, Math.round((40 * draw.lognormal(1, 0.2)) / (1 + estimate))),
        music: m % 19 === 7 ? null : Math.max(1, Math.round((40 * estimate * draw.lognormal(1, 0.2)) / (1 + estimate))),
      })),
    };
  };
  return {
    source: "example-searches",
    escapes: Array.from({ length: 28 }, (_, i) => one(i)),
    findings: ["Some of the invented songs escaped their invented films."],
    assumptions: ["Searches are not listening; a name that means several things counts them all."],
  };
}

function makeRevivals(draw) {
  const shapes = ["endogenous critical", "exogenous critical", "exogenous subcritical", "cannot tell"];
  const of = (source, n) => ({
    source,
    revivals: Array.from({ length: n }, (_, i) => {
      const first = 1960 + 55 * draw.uniform();
      const back = Math.min(2024, first + 2 + (2024 - first) * draw.uniform());
      const at = (year) => isoDate(Date.UTC(1970, 0, 1) + (year - 1970) * 365.25 * 864e5);
      return {
        title:
          i === 2
            ? "Example song with <b>marks</b> and a very long title that goes on and on"
            : `Example song ${i + 1}`,
        performer: `Example singer ${i + 1}`,
        source,
        first: at(first),
        begins: at(back),
        ends: at(back + 0.3),
        size: round(draw.lognormal(2, 1)),
        peak: { estimate: Math.ceil(draw.uniform() * 100), date: at(back + 0.1) },
        half_life: i % 3 === 0 ? { ...unknown(3), low: 21 } : near(36, 1.4, 12),
        shape: shapes[i % 4],
        seasonal: i % 9 === 7 ? null : i % 4 === 1,
        beauty: { estimate: round(20 * draw.uniform(), 1), low: null, high: null, n: 20 },
        written_for: i === 0 ? "Example film 9" : null,
        placements:
          i % 5 === 0
            ? [
                {
                  film: `Example film ${i}`,
                  released_from: at(back - 0.2),
                  released_to: at(back - 0.2),
                  days_between: [73, 73],
                  doubt: null,
                },
                {
                  film: "Example film 2",
                  released_from: "1999-01-01",
                  released_to: "1999-12-31",
                  days_between: [-20, 344],
                  doubt: "no performer is credited",
                },
              ]
            : [],
      };
    }),
    unit: "rank",
    works: 31475,
    findings: ["The largest of the invented returns is Example song 1."],
    notes: ["A placement that came just before a return is a candidate, never a proof."],
  });
  return [of("example-songs", 60), of("example-albums", 40)];
}

function makeForecast(draw) {
  const of = (source) => ({
    source,
    as_of: "2023-08-31",
    horizons: ["1y", "2y", "5y"].map((horizon) => ({ horizon, cannot_tell: null })),
    scores: ["2023-08-31", "2022-08-31", "2021-08-31"].flatMap((as_of, i) =>
      ["1y", "2y"].slice(0, i === 0 ? 1 : 2).map((horizon, k) => {
        const pair = (brier) => ({ brier: round(brier * (1 + 0.3 * k), 5), log_score: round(brier * 4, 5) });
        return {
          as_of,
          horizon,
          n: 31000,
          sighted: 290,
          expected: 280.4,
          model: pair(0.0021),
          table: pair(0.0025),
          age: pair(0.0081),
          persistence: pair(0.0049),
          skill: {
            over_table: { estimate: 0.16, low: 0.08, high: 0.23, n: 31000 },
            over_age: 0.74,
            over_persistence: 0.57,
          },
          calibration: {
            slope: { estimate: 0.97, low: 0.91, high: 1.03, n: 31000 },
            intercept: { estimate: 0.02, low: -0.1, high: 0.14, n: 31000 },
            bins: Array.from({ length: 10 }, (_, b) => {
              const n = b === 0 ? 30000 : 20 + Math.round(80 * draw.uniform());
              const forecast = b === 0 ? 0.002 : (b + 0.5) / 10;
              return {
                from: b / 10,
                to: (b + 1) / 10,
                forecast,
                observed: wilson(Math.round(n * Math.min(1, forecast * draw.lognormal(1, 0.1))), n),
              };
            }),
          },
        };
      }),
    ),
    forecasts: Array.from({ length: 24 }, (_, i) =>
      ["1y", "2y", "5y"].map((horizon, k) => ({
        title:
          i === 4
            ? "Example song with a long title, longer than there is room for on a phone"
            : `Example song ${i + 1}`,
        performer: `Example singer ${i + 1}`,
        source,
        as_of: "2023-08-31",
        horizon,
        on_chart: i >= 12,
        probability: (({ estimate }) => ({
          estimate,
          low: round(estimate * 0.8),
          high: round(Math.min(1, estimate * 1.1)),
          n: 5000,
        }))({
          estimate: round(Math.min(0.99, (i >= 12 ? 0.98 : 0.9) - 0.05 * (i % 12) + 0.03 * k)),
        }),
      })),
    ).flat(),
    findings: ["The invented model does better than the invented table."],
    notes: ["A forecast knows only what the chart had shown by its day."],
  });
  return [of("example-songs"), of("example-albums")];
}

export function makeCurves() {
  const draw = stream(11);
  return {
    speed: makeSpeed(draw),
    decay: makeDecay(draw),
    escape: makeEscape(draw),
    revivals: makeRevivals(draw),
    forecast: makeForecast(draw),
  };
}
