/** The figures of the page, each from the part of the report that it shows. */

import { plain, searched } from "./choose.ts";
import { greatestLength, seenSpan, type Controls, type Estimate, type Pair, type Population, type Report } from "./data.ts";
import { h, plainTable, type Child } from "./dom.ts";
import { absent, figure } from "./figure.ts";
import {
  count,
  day,
  difference,
  duration,
  durationAtMost,
  fineDuration,
  interval,
  percent,
  pValue,
  range,
  rate,
  ratio,
  share,
  span,
  unknown,
  withDays,
  withRange,
} from "./format.ts";
import { forestChart, type ForestOptions, type ForestRow } from "./charts/forest.ts";
import { overviewChart, pairName, rowsOf, selectionChart, selectionTable, type Row } from "./charts/pairs.ts";
import { colour, isNarrow, verdictColour, verdictWords } from "./charts/plot.ts";
import { ratesChart, type RateSeries } from "./charts/rates.ts";
import { spansChart } from "./charts/spans.ts";
import { survivalChart, type Curve } from "./charts/survival.ts";
import { termsOf, type Terms } from "./terms.ts";
import { filmTitle } from "./titles.ts";
import * as words from "./words.ts";

const ratioTicks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100];
const ratioTick = (value: number): string => String(value);

/** Fixed points of time at which the curves are told in words and tables. */
const tellingTimes = [0.25, 0.5, 1, 2, 5, 10, 20];

function curveTable(curves: Curve[], first: string): { head: string[]; rows: string[][] } {
  const end = Math.max(...curves.flatMap((curve) => curve.steps.map((step) => step.time)));
  const at = (curve: Curve, time: number) => {
    const step = [...curve.steps].reverse().find((s) => s.time <= time);
    return step === undefined
      ? percent(1)
      : withRange({ estimate: step.survival, low: step.low, high: step.high, n: null }, percent);
  };
  return {
    head: [first, ...curves.flatMap((curve) => [`${curve.name}, still there`, `${curve.name}, at risk`])],
    rows: tellingTimes
      .filter((time) => time <= end)
      .map((time) => [
        duration(time),
        ...curves.flatMap((curve) => [at(curve, time), count(words.atRisk(curve.steps, time))]),
      ]),
  };
}

/** Where lives end, by these settings and sources. */
function ends({ settings }: Report, terms: Terms): string {
  const share = settings.theta === null ? null : percent(settings.theta);
  const silence =
    settings.life === "first" && settings.gap_weeks !== null
      ? ` (a silence of more than ${count(settings.gap_weeks)} weeks ends the first life)`
      : "";
  const first = settings.life === "first";
  if (!terms.charted) {
    const last = share === null ? "when it was last seen" : `when its attention last reaches ${share} of its peak`;
    return `A life ends ${last}${first ? ` within its first life${silence}` : ", revivals included"}`;
  }
  const film = share === null ? "with its run" : `when its smoothed takings last reach ${share} of their peak`;
  const music = "with the last week for which a chart counts it";
  return `A film’s life ends ${film}, the music’s ${music}; ${first ? `only first lives are judged${silence}` : "re-releases and revivals are included"}`;
}

export function survivalExhibit(report: Report): HTMLElement {
  const { population, pairs, settings } = report;
  const terms = termsOf(report);
  const curves: Curve[] = [
    { name: "Films", steps: population.survival.film, colour: "var(--film)" },
    { name: "Their music", steps: population.survival.music, colour: "var(--music)" },
  ];
  if (curves.every((curve) => curve.steps.length === 0))
    return absent("The survival curves are left out: the report holds none.");
  const { film, music } = population.median_life;
  const open = (side: "film" | "music") => count(pairs.filter((pair) => pair[`${side}_censored`]).length);
  const label = curves
    .map((curve) => words.survivalSummary(curve.steps, curve.name.toLowerCase(), tellingTimes.slice(1, 6)))
    .join(" ");

  return figure({
    title: words.survivalTitle(population),
    label: `Survival curves of films and of their music. ${label}`,
    key: [
      { name: "films", colour: "var(--film)" },
      { name: "their music", colour: "var(--music)" },
    ],
    draw: (width) => survivalChart(curves, width, "years since the film’s first showing", "At risk"),
    below: [meanLives(population)],
    caption: [
      `Share of ${terms.filmsStill} and of ${terms.musicStill}; n\u00a0=\u00a0${count(population.n)} pairs. Kaplan–Meier curves; the bands are pointwise ${percent(settings.confidence)} intervals; a dot marks the time by which half have gone: `,
      `films ${medianTold(film, settings.confidence)}, music ${medianTold(music, settings.confidence)}. `,
      `${ends(report, terms)}. Cut off without having ended: ${open("film")} films and ${open("music")} of the music.`,
    ],
    table: () => curveTable(curves, "After"),
  }).element;
}

/** "after 7.9 weeks (95 % interval 7.7 to 8.3 weeks, n = 548)", or that it was not seen. */
const medianTold = (of: Estimate, confidence: number): string =>
  `${of.estimate === null ? "not within what was seen" : `after ${fineDuration(of.estimate)}`} (${interval(of, fineDuration, confidence)}, n\u00a0=\u00a0${count(of.n)})`;

function meanLives({ rmst }: Population): Child {
  const known = rmst.filter((row) => [row.film, row.music, row.difference].some((of) => of.estimate !== null));
  if (known.length === 0) return null;
  const show = (years: number | null) => difference(years);
  return h(
    "div",
    { class: "box means", tabindex: 0, role: "region", "aria-label": "Mean life within the first years" },
    plainTable(
      "Mean life within the first years (restricted mean)",
      ["Within", "Films", "Music", "Difference, music − film"],
      known.map((row) => [
        duration(row.years),
        withRange(row.film, fineDuration),
        withRange(row.music, fineDuration),
        withRange(row.difference, show),
      ]),
    ),
  );
}

const verdictKey = (pairs: Pair[]) =>
  (["outlived", "outlasted", "tied", "undecided"] as const)
    .map((verdict) => ({ verdict, n: pairs.filter((pair) => pair.verdict === verdict).length }))
    .filter(({ n }) => n > 0)
    .map(({ verdict, n }) => ({ name: `${verdictWords[verdict]} (${count(n)})`, colour: verdictColour[verdict] }));

export function overviewExhibit(report: Report): HTMLElement {
  const rows = rowsOf(report.pairs);
  if (rows.length === 0) return absent("The picture of all pairs is left out: no pair has both ends.");
  const { population, settings } = report;
  const terms = termsOf(report);
  const missing = report.pairs.length - rows.length;
  return figure({
    title: words.pairsTitle(report.pairs, population.win_ratio),
    label: `All ${count(rows.length)} pairs as lines from the film’s end to the music’s end, sorted by their difference. ${words.spansTitle(report.pairs)}.`,
    key: verdictKey(report.pairs),
    draw: (width) => overviewChart(rows, width, terms),
    caption: [
      `One row for each of ${count(rows.length)} pairs, from the film’s end (blue dot) to the music’s end (orange dot), sorted by music’s end minus film’s end. An arrow marks a life that was cut off: its true end lies later. ${precision(report.pairs, terms)} `,
      `Win ratio ${ratio(population.win_ratio.estimate)} (${interval(population.win_ratio, ratio, settings.confidence)}, n\u00a0=\u00a0${count(population.win_ratio.n)}): for each pair that the film won, the music won so many. `,
      missing > 0 && `${count(missing)} more pairs lack a date and are only in the table. `,
      h("a", { href: "#pairs" }, "Every pair by name is in the table below."),
    ],
  }).element;
}

interface Choice {
  name: string;
  pick: (rows: Row[]) => Row[];
  /** What the rows shown say, among all. */
  title: (rows: Row[], all: Row[]) => string;
}

const shownAtOnce = 30;

/** How exactly spans are known, with the usual interval where there is one. */
function precision(pairs: Pair[], terms: Terms): string {
  const usual = words.usualPrecision(pairs);
  const dates = terms.charted
    ? " A chart prints a later date than the week that it counts; spans go by that week, and the dates given are those printed."
    : "";
  return `${terms.precision}${usual === null || usual === 0 ? "" : `, usually ±\u2009${duration(usual)}`}.${dates}`;
}

/** The first of the rows shown, and how many of all pairs with its verdict lead as far. */
const mostAhead = (rows: Row[], all: Row[], whose: (row: Row) => string, none: string): string => {
  const first = rows[0];
  if (first === undefined) return none;
  const alike = all.filter((row) => row.pair.verdict === first.pair.verdict).map((row) => row.pair);
  const rest = words.leads(alike);
  return `${whose(first)} lasted ${span(first.pair)} longer${rest === null ? "" : `; ${rest}`}`;
};

const choices: Choice[] = [
  {
    name: "Music longest ahead",
    pick: (rows) => rows.filter((row) => row.pair.verdict === "outlived").slice(0, shownAtOnce),
    title: (rows, all) =>
      mostAhead(
        rows,
        all,
        (row) => `The music of ${words.quoted(filmTitle(row.pair.film))}`,
        "In no pair did the music outlive its film",
      ),
  },
  {
    name: "Film longest ahead",
    pick: (rows) =>
      rows
        .filter((row) => row.pair.verdict === "outlasted")
        .slice(-shownAtOnce)
        .reverse(),
    title: (rows, all) =>
      mostAhead(
        rows,
        all,
        (row) => `The film ${words.quoted(filmTitle(row.pair.film))}`,
        "In no pair did the film outlast its music",
      ),
  },
  {
    name: "Closest",
    pick: (rows) =>
      rows
        .filter((row) => row.pair.verdict !== "undecided" && greatestLength(row.pair) !== null)
        .sort((a, b) => Math.abs(a.span) - Math.abs(b.span))
        .slice(0, shownAtOnce)
        .sort((a, b) => b.span - a.span),
    title: (rows) =>
      rows.length === 0
        ? "No pair has both ends"
        : `In the closest ${count(rows.length)} pairs film and music end within ${durationAtMost(Math.max(...rows.map((row) => greatestLength(row.pair) ?? 0)))} of each other`,
  },
  {
    name: "Most revivals",
    pick: (rows) =>
      rows
        .filter((row) => (row.pair.revivals ?? 0) > 0)
        .sort((a, b) => (b.pair.revivals ?? 0) - (a.pair.revivals ?? 0))
        .slice(0, shownAtOnce),
    title: (rows) =>
      rows[0] === undefined
        ? "No music came back after its first life"
        : `The music of ${words.quoted(filmTitle(rows[0].pair.film))} came back ${times(rows[0].pair.revivals ?? 0)}`,
  },
  {
    name: "Undecided",
    pick: (rows) => rows.filter((row) => row.pair.verdict === "undecided").slice(0, shownAtOnce),
    title: (rows) =>
      rows.length === 0
        ? "No pair is undecided"
        : `Undecided: the side that ends first, as far as was seen, was cut off there${rows.length === shownAtOnce ? ` (the first ${count(shownAtOnce)})` : ""}`,
  },
];

const times = (n: number): string => (n === 1 ? "once" : n === 2 ? "twice" : `${count(n)} times`);

const summaryOf = (rows: Row[]): string =>
  rows.length === 0
    ? "Nothing to show."
    : rows
        .slice(0, 5)
        .map(
          (row) =>
            `${pairName(row)}: ${verdictWords[row.pair.verdict]}${row.pair.verdict === "undecided" ? "" : `, ${span(row.pair)}`}`,
        )
        .join("; ");

export function selectionExhibit(report: Report): HTMLElement {
  const all = rowsOf(report.pairs);
  const terms = termsOf(report);
  if (all.length === 0) return absent("The pairs by name are left out: no pair has both ends.");
  const start = choices.find((choice) => choice.pick(all).length > 0) ?? choices[0]!;
  let rows = start.pick(all);

  const buttons = choices.map((choice) =>
    h("button", { type: "button", "aria-pressed": String(choice === start), onclick: () => take(choice) }, choice.name),
  );
  const search = h("input", {
    type: "search",
    placeholder: "find a film or its music",
    "aria-label": "Find pairs to show in this figure",
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => find(search.value),
  });
  const exhibit = figure({
    title: start.title(rows, all),
    label: summaryOf(rows),
    controls: h("div", { class: "choices", role: "group", "aria-label": "Which pairs to show" }, buttons, search),
    draw: (width) => (rows.length === 0 ? absent("No pair to show here.") : selectionChart(rows, width, terms)),
    caption: [
      `Up to ${count(shownAtOnce)} of ${count(all.length)} pairs: from the film’s end (blue) to the music’s (orange). A hollow dot with an arrow is a life cut off there, so the span is at least that long. ${precision(report.pairs, terms)}`,
    ],
    table: () => ({
      head: ["Film", "Music", "Film ended", terms.musicEnded, "Verdict", "Apart", "Sureness of link"],
      rows: selectionTable(rows),
    }),
  });

  function show(next: Row[], heading: string, pressed: number): void {
    rows = next;
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === pressed)));
    exhibit.update({ title: heading, label: summaryOf(rows) });
  }

  function take(choice: Choice): void {
    search.value = "";
    const picked = choice.pick(all);
    show(picked, choice.title(picked, all), choices.indexOf(choice));
  }

  function find(text: string): void {
    const sought = plain(text).split(/\s+/).filter(Boolean);
    if (sought.length === 0) return take(start);
    const found = all.filter(({ pair }) =>
      sought.every((word) => searched(pair).includes(word)),
    );
    const first = found.length > shownAtOnce ? `, the first ${shownAtOnce} shown` : "";
    show(
      found.slice(0, shownAtOnce),
      found.length === 0
        ? `Nothing matches “${text}”`
        : `${count(found.length)} ${found.length === 1 ? "pair matches" : "pairs match"} “${text}”${first}`,
      -1,
    );
  }

  return exhibit.element;
}

export function controlExhibits(report: Report): HTMLElement[] {
  const { controls, controls_missing } = report.population;
  const terms = termsOf(report);
  if (controls === null)
    return [
      absent(
        controls_missing ??
          `The comparison with matched ${terms.others} is left out: this report holds none to compare with.`,
      ),
    ];
  return [
    ratiosExhibit(controls, report, terms),
    ratesExhibit(controls, report, terms),
    chartLifeExhibit(controls, report, terms),
  ].filter((e): e is HTMLElement => e !== null);
}

const matched = (controls: Controls, terms: Terms): string =>
  `${count(controls.soundtracks)} soundtracks and ${count(controls.others)} other ${terms.others} in ${count(controls.sets)} matched sets${controls.rule === "" ? "" : ` (${controls.rule.replace(/\.$/, "")})`}`;

function ratiosExhibit(controls: Controls, report: Report, terms: Terms): HTMLElement {
  const { confidence } = report.settings;
  const { eras } = controls;
  const during = `while the film is ${terms.filmThere}`;
  const after = terms.charted ? "after it has left" : "after its life has ended";
  const group = (name: string) => (eras.length === 0 ? {} : { group: name });
  const parts: (ForestRow & { p: number | null })[] = [
    { name: during, of: controls.in_cinemas, colour: colour.film, ...group("All"), p: controls.in_cinemas.p },
    { name: after, of: controls.after, colour: colour.music, ...group("All"), p: controls.after.p },
    { name: "over the whole time", of: controls.overall, main: true, ...group("All"), p: controls.overall.p },
    ...eras.flatMap((era) => {
      const n = era.soundtracks === null ? "" : ` (${count(era.soundtracks)} soundtracks)`;
      const name = withDays(era.era);
      const named = { group: `${name.charAt(0).toUpperCase()}${name.slice(1)}${n}` };
      return [
        { name: during, of: era.in_cinemas, colour: colour.film, ...named, p: era.in_cinemas.p },
        { name: after, of: era.after, colour: colour.music, ...named, p: era.after.p },
      ];
    }),
  ];
  const inFull = (row: ForestRow) => (row.group === undefined ? row.name : `${row.group}: ${row.name}`);
  const mixed = words.erasDisagree(eras, "in_cinemas") || words.erasDisagree(eras, "after");
  const { estimate: concordance } = controls.concordance;
  const test = [
    mixed && "Two eras whose intervals do not meet tell against each other; the ratio for all is then a mean of unlike effects. ",
    controls.difference_p !== null && `The two parts differ with ${pValue(controls.difference_p)}. `,
    concordance !== null &&
      `Concordance ${ratio(concordance)}${range(controls.concordance, ratio) === null ? "" : ` (${range(controls.concordance, ratio)})`}. `,
    controls.proportional_hazards.length > 0 &&
      `Test of proportional hazards: ${controls.proportional_hazards.map((t) => `${t.term} χ² ${t.chi_square?.toFixed(1) ?? unknown} on ${t.df ?? unknown} df, ${pValue(t.p)}`).join("; ")}. `,
  ];
  return figure({
    title: words.controlTitle(controls, terms),
    label: `Hazard ratios of ${terms.charted ? "leaving the chart for good" : "ending for good"}, soundtracks against matched ${terms.others}: ${parts.map((row) => `${inFull(row)} ${withRange(row.of, ratio)}`).join("; ")}.`,
    draw: (width) =>
      forestChart(
        parts,
        {
          scale: "log",
          reference: 1,
          ticks: ratioTicks,
          show: ratio,
          tick: ratioTick,
          label: isNarrow(width)
            ? "hazard ratio (log scale)"
            : `hazard ratio, soundtrack : matched ${terms.other} (log scale)`,
          sides: ["stays longer", terms.charted ? "leaves sooner" : "ends sooner"],
        },
        width,
      ),
    caption: [
      `Hazard ratios of ${terms.charted ? "leaving the chart for good" : "ending for good"} with ${percent(confidence)} intervals; below 1 the soundtrack is less likely to ${terms.leave} than its matches in the same week of life. n\u00a0=\u00a0${matched(controls, terms)}. The n of a row is the ends that it rests on. Cox regression stratified by set, the film’s ${terms.charted ? "run" : "life"} as a time-varying term. `,
      ...test,
      `It is assumed that a matched ${terms.other} differs from the soundtrack in nothing else that keeps it ${terms.charted ? "on the chart" : "alive"}.`,
    ],
    table: () => ({
      head: ["Time", "Hazard ratio (interval)", "n", "p"],
      rows: parts.map((row) => [inFull(row), withRange(row.of, ratio), count(row.of.n), pValue(row.p)]),
    }),
  }).element;
}

function ratesExhibit(controls: Controls, report: Report, terms: Terms): HTMLElement | null {
  const { hazard } = controls;
  const { confidence } = report.settings;
  const series: RateSeries[] = [
    { name: `other ${terms.others}`, rates: hazard.others, colour: "var(--other)" },
    { name: `soundtracks, film ${terms.filmThere}`, rates: hazard.soundtracks_in_cinemas, colour: "var(--film)" },
    { name: "soundtracks, film gone", rates: hazard.soundtracks_after, colour: "var(--music)" },
  ];
  const every = series.flatMap((of) => of.rates);
  const kept = series.map((of) => ({ ...of, ...words.drawable(of.rates, every) }));
  if (kept.every((of) => of.drawn.length === 0)) return null;
  const left = kept.filter((of) => of.left.length > 0);
  const weeks = (bins: { from: number; to: number }[]) => bins.map((bin) => `${bin.from} to ${bin.to}`).join(", ");
  return figure({
    title: words.ratesTitle(hazard, confidence, terms),
    label: `Weekly rate at which they ${terms.leave} for good by weeks since entry. ${series.map((of) => `${of.name} ${withRange(words.earlyRate(of.rates, confidence), rate)} a week in the first four weeks`).join("; ")}.`,
    key: series.map(({ name, colour }) => ({ name, colour })),
    draw: (width) =>
      ratesChart(
        kept.map(({ name, colour, drawn }) => ({ name, colour, rates: drawn })),
        width,
        terms.leave,
      ),
    caption: [
      `How many ${terms.leave} for good each week, by weeks since the entry: all that did so over all the weeks seen, with ${percent(confidence)} intervals as bands. n\u00a0=\u00a0${matched(controls, terms)}. The rates in the title pool the first four weeks, with ${percent(confidence)} intervals on the logarithm of the rate. Ages differ between the groups, so compare like ages. `,
      left.length > 0 &&
        `Left out, since they rest on fewer than ${words.enoughWeeks} weeks or their interval reaches far beyond the rest: ${left.map((of) => `${of.name}, weeks ${weeks(of.left)}`).join("; ")}. The numbers below hold them.`,
    ],
    table: () => ({
      head: ["Group", "Weeks since entry", "Weekly rate (interval)", "n", "Weeks seen"],
      rows: series.flatMap((of) =>
        of.rates.map((bin) => [
          of.name,
          `${bin.from} to ${bin.to}`,
          withRange(bin, rate),
          count(bin.n),
          count(bin.exposure),
        ]),
      ),
    }),
  }).element;
}

function chartLifeExhibit(controls: Controls, report: Report, terms: Terms): HTMLElement | null {
  const curves: Curve[] = [
    { name: "Soundtracks", steps: controls.survival.soundtracks, colour: "var(--music)" },
    { name: `Matched ${terms.others}`, steps: controls.survival.others, colour: "var(--other)" },
  ];
  if (curves.some((curve) => curve.steps.length === 0)) return null;
  const { confidence } = report.settings;
  const sizes = [controls.soundtracks, controls.others];
  const medians = curves.map((curve, i) => {
    const of = words.medianWithInterval(curve.steps, sizes[i] ?? null);
    return `${curve.name.toLowerCase()} ${medianTold(of, confidence)}`;
  });
  return figure({
    title: words.chartLifeTitle(controls, terms),
    label: curves
      .map((curve) => words.survivalSummary(curve.steps, curve.name.toLowerCase(), tellingTimes.slice(0, 4)))
      .join(" "),
    key: [
      { name: "soundtracks", colour: "var(--music)" },
      { name: `matched ${terms.others}`, colour: "var(--other)" },
    ],
    draw: (width) =>
      survivalChart(curves, width, terms.charted ? "years since the entry into the chart" : "years since the entry", "At risk"),
    caption: [
      `Share not yet gone ${terms.charted ? "from the chart " : ""}for good. Kaplan–Meier curves with pointwise ${percent(confidence)} intervals; a dot marks the time by which half have gone: ${medians.join("; ")}. ${matched(controls, terms)}. `,
      controls.overall.estimate !== null &&
        `The title’s direction rests on the hazard ratio over the whole time, ${ratio(controls.overall.estimate)} (${interval(controls.overall, ratio, confidence)}), which keeps each soundtrack with its own matches; the curves do not.`,
    ],
    table: () => curveTable(curves, "After"),
  }).element;
}

export function spansExhibit(report: Report): HTMLElement {
  const known = report.pairs.filter((pair) => seenSpan(pair) !== null);
  if (known.length === 0) return absent("The distribution of spans is left out: no span is known.");
  const edges = [-Infinity, -5, -1, -0.25, 0, 0.25, 1, 5, 10, Infinity];
  const bins = edges.slice(0, -1).map((from, i) => ({
    from,
    to: edges[i + 1] ?? Infinity,
    n: known.filter((pair) => (seenSpan(pair) ?? 0) >= from && (seenSpan(pair) ?? 0) < (edges[i + 1] ?? Infinity))
      .length,
  }));
  const bin = ({ from, to }: { from: number; to: number }) =>
    from === -Infinity
      ? `below ${difference(to)}`
      : to === Infinity
        ? `${difference(from)} and more`
        : `${difference(from)} to ${difference(to)}`;
  return figure({
    title: words.spansTitle(report.pairs),
    label: `Each pair as a dot by music’s end minus film’s end: ${bins
      .filter(({ n }) => n > 0)
      .map((b) => `${bin(b)}, ${b.n} pairs`)
      .join("; ")}.`,
    key: [
      ...verdictKey(report.pairs),
      { name: "cut off: the true span is longer, or not known", colour: "var(--quiet)", open: true },
    ],
    draw: (width) => spansChart(report.pairs, width),
    caption: [
      `Each dot is one of ${count(known.length)} pairs, at music’s end minus film’s end as far as both were seen; hollow dots were cut off, so the spans and the title’s figures are lower limits where lives were. ${precision(report.pairs, termsOf(report))}`,
    ],
    table: () => ({ head: ["Music’s end minus film’s end", "Pairs"], rows: bins.map((b) => [bin(b), count(b.n)]) }),
  }).element;
}

const shareOptions: ForestOptions = {
  scale: "linear",
  reference: 0.5,
  ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
  show: share,
  tick: percent,
  label: "share of pairs in which the music outlived its film",
};

function shareScale(rows: ForestRow[]): ForestOptions {
  const values = [0.5, ...rows.flatMap(({ of }) => [of.low, of.high, of.estimate])].filter(
    (v): v is number => v !== null,
  );
  const [low, high] = [
    Math.max(0, Math.floor(Math.min(...values) * 10) / 10),
    Math.min(1, Math.ceil(Math.max(...values) * 10) / 10),
  ];
  return { ...shareOptions, domain: [Math.min(low, 0.4), Math.max(high, 0.6)] };
}

export function decadeExhibit(report: Report): HTMLElement {
  const decades = report.population.by_decade;
  if (decades.length === 0) return absent("The decades are left out: this report does not tell them apart.");
  const rows: ForestRow[] = decades.map((row) => ({
    name: row.decade,
    of: { ...row.outlived, n: row.n },
    colour: colour.music,
  }));
  return figure({
    title: words.decadeTitle(decades),
    label: `Share outlived by the film’s decade: ${rows.map((row) => `${row.name} ${withRange(row.of, share)}`).join("; ")}.`,
    draw: (width) => forestChart(rows, shareScale(rows), width),
    caption: [
      `Share of pairs in which the music outlived its film, by the decade of the film’s first showing, with ${percent(report.settings.confidence)} intervals; n as given. Undecided pairs count against the music. A change is claimed only where the intervals of the highest and the lowest decade do not meet; later decades had less time to be seen.`,
    ],
    table: () => ({
      head: ["Decade", "Pairs", "Outlived", "Win ratio"],
      rows: decades.map((row) => [
        row.decade,
        count(row.n),
        withRange(row.outlived, share),
        withRange(row.win_ratio, ratio),
      ]),
    }),
  }).element;
}

export function sensitivityExhibit(report: Report): HTMLElement {
  const { population, settings } = report;
  if (population.sensitivity.length === 0)
    return absent("The check of other settings is left out: this report was made with one setting only.");
  const { low, high } = population.bounds;
  const rows: ForestRow[] = [
    { name: "as reported", of: population.win_ratio, main: true },
    ...population.sensitivity.map((row) => ({ name: row.setting, of: row.win_ratio, colour: towards(row.win_ratio) })),
  ];
  return figure({
    title: words.sensitivityTitle(population.sensitivity, population),
    label: `Win ratio under other settings: ${rows.map((row) => `${row.name} ${withRange(row.of, ratio)}`).join("; ")}.`,
    draw: (width) =>
      forestChart(
        rows,
        {
          scale: "log",
          reference: 1,
          reported: population.win_ratio.estimate,
          ticks: ratioTicks,
          show: ratio,
          tick: ratioTick,
          label: isNarrow(width) ? "win ratio (log scale)" : "win ratio, music : film (log scale)",
          sides: ["film ahead", "music ahead"],
        },
        width,
      ),
    caption: [
      `Pairs that the music won for each that the film won, with ${percent(settings.confidence)} intervals, when one setting at a time is changed; n is the pairs that the ratio rests on. The broken line is the value reported. The side changes where the interval comes to lie above 1, below 1 or across 1 and did not before; grey lies across. `,
      low.estimate !== null &&
        high.estimate !== null &&
        `If all undecided pairs went against the music it would have outlived its film in ${withRange(low, share)}, if all went for it in ${withRange(high, share)}, of ${count(population.n)} pairs. `,
      "The shares under each setting are in the numbers below.",
    ],
    table: () => ({
      head: ["Setting", "Win ratio", "Outlived", "Median life of the music"],
      rows: [
        [
          "as reported",
          withRange(population.win_ratio, ratio),
          withRange(population.outlived, share),
          withRange(population.median_life.music, fineDuration),
        ],
        ...population.sensitivity.map((row) => [
          row.setting,
          withRange(row.win_ratio, ratio),
          withRange(row.outlived, share),
          withRange(row.median_music, fineDuration),
        ]),
      ],
    }),
  }).element;
}

/** The colour of the side on which a ratio of music to film clearly lies. */
const towards = (of: Estimate): string =>
  ({ above: colour.music, below: colour.film, unclear: colour.other })[words.side(of, 1)];

/** From the first to the last day of a source. */
export const reach = (from: string | null, to: string | null): string =>
  from === null && to === null ? unknown : `${day(from)} to ${day(to)}`;
