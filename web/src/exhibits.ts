/** The figures of the page, each from the part of the report that it shows. */

import { plain } from "./choose.ts";
import { seenSpan, type Controls, type Pair, type Population, type Report } from "./data.ts";
import { h, plainTable, type Child } from "./dom.ts";
import { absent, figure } from "./figure.ts";
import {
  count,
  day,
  difference,
  duration,
  interval,
  percent,
  pValue,
  range,
  rate,
  ratio,
  span,
  unknown,
  withRange,
} from "./format.ts";
import { forestChart, type ForestOptions, type ForestRow } from "./charts/forest.ts";
import { overviewChart, rowsOf, selectionChart, selectionTable, type Row } from "./charts/pairs.ts";
import { colour, verdictColour, verdictWords } from "./charts/plot.ts";
import { ratesChart, type RateSeries } from "./charts/rates.ts";
import { spansChart } from "./charts/spans.ts";
import { survivalChart, type Curve } from "./charts/survival.ts";
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

const filmEnd = (report: Report): string =>
  report.settings.theta === null
    ? "A film’s life ends with its run"
    : `A film’s life ends when its smoothed takings last reach ${percent(report.settings.theta)} of their peak`;

function musicEnd({ settings }: Report): string {
  const silence =
    settings.gap_weeks === null
      ? ""
      : ` (a silence of more than ${count(settings.gap_weeks)} weeks ends the first life)`;
  return settings.life === "first"
    ? `the music’s with the end of its first life${silence}`
    : "the music’s with its last sighting on the chart, revivals included";
}

export function survivalExhibit(report: Report): HTMLElement {
  const { population, pairs, settings } = report;
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
      `Share of films still shown and of their music still on the chart; n\u00a0=\u00a0${count(population.n)} pairs. Kaplan–Meier curves; the bands are pointwise ${percent(settings.confidence)} intervals; a dot marks the time by which half have gone: `,
      `films ${duration(film.estimate)} (${interval(film, duration, settings.confidence)}), music ${duration(music.estimate)} (${interval(music, duration, settings.confidence)}). `,
      `${filmEnd(report)}, ${musicEnd(report)}. Cut off without having ended: ${open("film")} films and ${open("music")} of the music.`,
    ],
    table: () => curveTable(curves, "After"),
  }).element;
}

function meanLives({ rmst }: Population): Child {
  if (rmst.length === 0) return null;
  const show = (years: number | null) => difference(years);
  return h(
    "div",
    { class: "box", tabindex: 0, role: "region", "aria-label": "Mean life within the first years" },
    plainTable(
      "Mean life within the first years (restricted mean)",
      ["Within", "Films", "Music", "Difference, music − film"],
      rmst.map((row) => [
        duration(row.years),
        withRange(row.film, duration),
        withRange(row.music, duration),
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
  const missing = report.pairs.length - rows.length;
  return figure({
    title: words.pairsTitle(report.pairs, population.win_ratio),
    label: `All ${count(rows.length)} pairs as lines from the film’s end to the music’s end, sorted by their difference. ${words.spansTitle(report.pairs)}.`,
    key: verdictKey(report.pairs),
    draw: (width) => overviewChart(rows, width),
    caption: [
      `One row for each of ${count(rows.length)} pairs, from the film’s end (blue dot) to the music’s end (orange dot), sorted by music’s end minus film’s end. An arrow marks a life that was cut off: its true end lies later. `,
      `Win ratio ${ratio(population.win_ratio.estimate)} (${interval(population.win_ratio, ratio, settings.confidence)}, n\u00a0=\u00a0${count(population.win_ratio.n)}): for each pair that the film won, the music won so many. `,
      missing > 0 && `${count(missing)} more pairs lack a date and are only in the table. `,
      h("a", { href: "#pairs" }, "Every pair by name is in the table below."),
    ],
  }).element;
}

interface Choice {
  name: string;
  pick: (rows: Row[]) => Row[];
  title: (rows: Row[]) => string;
}

const shownAtOnce = 30;

const mostAhead = (rows: Row[], whose: (row: Row) => string, none: string): string => {
  const [first, last] = [rows[0], rows.at(-1)];
  if (first === undefined || last === undefined) return none;
  const rest = rows.length === 1 ? "" : `; ${count(rows.length)} were ahead by ${duration(last.span)} or more`;
  return `${whose(first)} lasted ${span(first.pair)} longer${rest}`;
};

const choices: Choice[] = [
  {
    name: "Music longest ahead",
    pick: (rows) => rows.filter((row) => row.pair.verdict === "outlived").slice(0, shownAtOnce),
    title: (rows) =>
      mostAhead(
        rows,
        (row) => `The music of ${words.quoted(row.pair.film)}`,
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
    title: (rows) =>
      mostAhead(rows, (row) => `The film ${words.quoted(row.pair.film)}`, "In no pair did the film outlast its music"),
  },
  {
    name: "Closest",
    pick: (rows) =>
      rows
        .filter((row) => row.pair.verdict !== "undecided")
        .sort((a, b) => Math.abs(a.span) - Math.abs(b.span))
        .slice(0, shownAtOnce)
        .sort((a, b) => b.span - a.span),
    title: (rows) =>
      rows.length === 0
        ? "No pair is decided"
        : `In the closest ${count(rows.length)} pairs film and music end within ${duration(Math.max(...rows.map((row) => Math.abs(row.span))))} of each other`,
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
        : `The music of ${words.quoted(rows[0].pair.film)} came back ${times(rows[0].pair.revivals ?? 0)}`,
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
            `${row.pair.film}: ${verdictWords[row.pair.verdict]}${row.pair.verdict === "undecided" ? "" : ` by ${duration(row.span)}`}`,
        )
        .join("; ");

export function selectionExhibit(report: Report): HTMLElement {
  const all = rowsOf(report.pairs);
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
    title: start.title(rows),
    label: summaryOf(rows),
    controls: h("div", { class: "choices", role: "group", "aria-label": "Which pairs to show" }, buttons, search),
    draw: (width) => (rows.length === 0 ? absent("No pair to show here.") : selectionChart(rows, width)),
    caption: [
      `Up to ${count(shownAtOnce)} of ${count(all.length)} pairs: from the film’s end (blue) to the music’s (orange). A hollow dot with an arrow is a life cut off there, so the span is at least that long. No interval is drawn: a span is read off the records, to the day for films and to the week for charts.`,
    ],
    table: () => ({
      head: ["Film", "Music", "Film ended", "Music ended", "Verdict", "Apart", "Sureness of link"],
      rows: selectionTable(rows),
    }),
  });
  const title = exhibit.element.querySelector("h3")!;
  title.setAttribute("aria-live", "polite");

  function show(next: Row[], heading: string, pressed: number): void {
    rows = next;
    title.textContent = heading;
    buttons.forEach((button, i) => button.setAttribute("aria-pressed", String(i === pressed)));
    exhibit.update(summaryOf(rows));
  }

  function take(choice: Choice): void {
    search.value = "";
    const picked = choice.pick(all);
    show(picked, choice.title(picked), choices.indexOf(choice));
  }

  function find(text: string): void {
    const sought = plain(text).split(/\s+/).filter(Boolean);
    if (sought.length === 0) return take(start);
    const found = all.filter(({ pair }) =>
      sought.every((word) => plain(`${pair.film} ${pair.music} ${pair.performer ?? ""}`).includes(word)),
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
  const { controls } = report.population;
  if (controls === null)
    return [
      absent(
        "The comparison with matched albums is left out: this report was made without the charts of other albums.",
      ),
    ];
  return [ratiosExhibit(controls, report), ratesExhibit(controls, report), chartLifeExhibit(controls, report)].filter(
    (e): e is HTMLElement => e !== null,
  );
}

const matched = (controls: Controls): string =>
  `${count(controls.soundtracks)} soundtracks and ${count(controls.others)} other albums in ${count(controls.sets)} matched sets${controls.rule === "" ? "" : ` (${controls.rule.replace(/\.$/, "")})`}`;

function ratiosExhibit(controls: Controls, report: Report): HTMLElement {
  const { confidence } = report.settings;
  const rows: ForestRow[] = [
    { name: "while the film is in cinemas", of: controls.in_cinemas, colour: colour.film },
    { name: "after it has left", of: controls.after, colour: colour.music },
    { name: "over the whole time", of: controls.overall, main: true },
  ];
  const test = [
    controls.difference_p !== null && `The two parts differ with ${pValue(controls.difference_p)}. `,
    controls.concordance.estimate !== null &&
      `Concordance ${ratio(controls.concordance.estimate)}${range(controls.concordance, ratio) === null ? "" : ` (${range(controls.concordance, ratio)})`}. `,
    controls.proportional_hazards.length > 0 &&
      `Test of proportional hazards: ${controls.proportional_hazards.map((t) => `${t.term} χ² ${t.chi_square?.toFixed(1) ?? unknown} on ${t.df ?? unknown} df, ${pValue(t.p)}`).join("; ")}. `,
  ];
  return figure({
    title: words.controlTitle(controls),
    label: `Hazard ratios of leaving the chart for good, soundtracks against matched albums: ${rows.map((row) => `${row.name} ${withRange(row.of, ratio)}`).join("; ")}.`,
    draw: (width) =>
      forestChart(
        rows,
        {
          scale: "log",
          reference: 1,
          ticks: ratioTicks,
          show: ratio,
          tick: ratioTick,
          label: "hazard ratio, soundtrack : matched album (log scale)",
          sides: ["stays longer", "leaves sooner"],
        },
        width,
      ),
    caption: [
      `Hazard ratios of leaving the chart for good with ${percent(confidence)} intervals; below 1 the soundtrack is less likely to leave than its matches in the same week of life. n\u00a0=\u00a0${matched(controls)}. Cox regression stratified by set, the film’s run as a time-varying term. `,
      ...test,
      "It is assumed that a matched album differs from the soundtrack in nothing else that keeps an album on the chart.",
    ],
    table: () => ({
      head: ["Time", "Hazard ratio (interval)", "n", "p"],
      rows: rows.map((row, i) => [
        row.name,
        withRange(row.of, ratio),
        count(row.of.n),
        pValue([controls.in_cinemas, controls.after, controls.overall][i]?.p ?? null),
      ]),
    }),
  }).element;
}

function ratesExhibit(controls: Controls, report: Report): HTMLElement | null {
  const series: RateSeries[] = [
    { name: "other albums", rates: controls.hazard.others, colour: "var(--other)" },
    { name: "soundtracks, film in cinemas", rates: controls.hazard.soundtracks_in_cinemas, colour: "var(--film)" },
    { name: "soundtracks, film gone", rates: controls.hazard.soundtracks_after, colour: "var(--music)" },
  ];
  if (series.every((of) => of.rates.length === 0)) return null;
  return figure({
    title: words.ratesTitle(controls.hazard),
    label: `Weekly rate of leaving the chart for good by weeks since entry. ${series.map((of) => `${of.name} ${rate(words.earlyRate(of.rates))} a week in the first four weeks`).join("; ")}.`,
    key: series.map(({ name, colour }) => ({ name, colour })),
    draw: (width) => ratesChart(series, width),
    caption: [
      `Weekly rate of leaving the chart for good, by weeks since the entry: leavings divided by weeks on the chart, with ${percent(report.settings.confidence)} intervals as bands. n\u00a0=\u00a0${matched(controls)}. The rates in the title are means over the first four weeks, weighted by the weeks seen. Ages differ between the groups, so compare like ages.`,
    ],
    table: () => ({
      head: ["Group", "Weeks since entry", "Weekly rate (interval)", "n", "Weeks on the chart"],
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

function chartLifeExhibit(controls: Controls, report: Report): HTMLElement | null {
  const curves: Curve[] = [
    { name: "Soundtracks", steps: controls.survival.soundtracks, colour: "var(--music)" },
    { name: "Matched albums", steps: controls.survival.others, colour: "var(--other)" },
  ];
  if (curves.some((curve) => curve.steps.length === 0)) return null;
  return figure({
    title: words.chartLifeTitle(controls),
    label: curves
      .map((curve) => words.survivalSummary(curve.steps, curve.name.toLowerCase(), tellingTimes.slice(0, 4)))
      .join(" "),
    key: [
      { name: "soundtracks", colour: "var(--music)" },
      { name: "matched albums", colour: "var(--other)" },
    ],
    draw: (width) => survivalChart(curves, width, "years since the entry into the chart", "At risk"),
    caption: [
      `Share of albums not yet gone from the chart for good. Kaplan–Meier curves with pointwise ${percent(report.settings.confidence)} intervals; n\u00a0=\u00a0${matched(controls)}. The title’s direction rests on the hazard ratio over the whole time, ${ratio(controls.overall.estimate)} (${interval(controls.overall, ratio, report.settings.confidence)}), which keeps each soundtrack with its own matches; the curves do not.`,
    ],
    table: () => curveTable(curves, "After"),
  }).element;
}

export function spansExhibit(report: Report): HTMLElement {
  const known = report.pairs.filter((pair) => seenSpan(pair) !== null);
  if (known.length === 0) return absent("The distribution of spans is left out: no span is known.");
  const { median_difference } = report.population;
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
      `Each dot is one of ${count(known.length)} pairs, at music’s end minus film’s end as far as both were seen; hollow dots were cut off, so the spans and the title’s figures are lower limits where lives were. `,
      median_difference.estimate !== null &&
        `Median difference ${difference(median_difference.estimate)} (${interval(median_difference, difference, report.settings.confidence)}, n\u00a0=\u00a0${count(median_difference.n)}).`,
    ],
    table: () => ({ head: ["Music’s end minus film’s end", "Pairs"], rows: bins.map((b) => [bin(b), count(b.n)]) }),
  }).element;
}

const shareOptions: ForestOptions = {
  scale: "linear",
  reference: 0.5,
  ticks: [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1],
  show: percent,
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
    label: `Share outlived by the film’s decade: ${rows.map((row) => `${row.name} ${withRange(row.of, percent)}`).join("; ")}.`,
    draw: (width) => forestChart(rows, shareScale(rows), width),
    caption: [
      `Share of pairs in which the music outlived its film, by the decade of the film’s first showing, with ${percent(report.settings.confidence)} intervals; n as given. Undecided pairs count against the music. A change is claimed only where the intervals of the highest and the lowest decade do not meet; later decades had less time to be seen.`,
    ],
    table: () => ({
      head: ["Decade", "Pairs", "Outlived", "Win ratio"],
      rows: decades.map((row) => [
        row.decade,
        count(row.n),
        withRange(row.outlived, percent),
        withRange(row.win_ratio, ratio),
      ]),
    }),
  }).element;
}

export function sensitivityExhibit(report: Report): HTMLElement {
  const { population } = report;
  if (population.sensitivity.length === 0)
    return absent("The check of other settings is left out: this report was made with one setting only.");
  const rows: ForestRow[] = [
    { name: "as reported", of: population.outlived, colour: colour.music, main: true },
    ...population.sensitivity.map((row) => ({ name: row.setting, of: row.outlived, colour: colour.music })),
    ...(population.bounds.low.estimate === null
      ? []
      : [{ name: "all undecided against the music", of: population.bounds.low, colour: "var(--undecided)" }]),
    ...(population.bounds.high.estimate === null
      ? []
      : [{ name: "all undecided for the music", of: population.bounds.high, colour: "var(--undecided)" }]),
  ];
  return figure({
    title: words.sensitivityTitle(population.sensitivity, population),
    label: `Share outlived under other settings: ${rows.map((row) => `${row.name} ${withRange(row.of, percent)}`).join("; ")}.`,
    draw: (width) => forestChart(rows, shareScale(rows), width),
    caption: [
      `The share of pairs in which the music outlived its film, with ${percent(report.settings.confidence)} intervals, when one setting at a time is changed; n as given. The answer is said to change where the interval of the win ratio falls on another side of 1.`,
    ],
    table: () => ({
      head: ["Setting", "Outlived", "Win ratio", "Median life of the music"],
      rows: [
        [
          "as reported",
          withRange(population.outlived, percent),
          withRange(population.win_ratio, ratio),
          withRange(population.median_life.music, duration),
        ],
        ...population.sensitivity.map((row) => [
          row.setting,
          withRange(row.outlived, percent),
          withRange(row.win_ratio, ratio),
          withRange(row.median_music, duration),
        ]),
      ],
    }),
  }).element;
}

/** From the first to the last day of a source. */
export const reach = (from: string | null, to: string | null): string =>
  from === null && to === null ? unknown : `${day(from)} to ${day(to)}`;
