/** Speed: is everything over sooner than it used to be? */

import type { Report } from "../data.ts";
import { figure } from "../figure.ts";
import { count, month, percent, pValue, ratio, share, unknown, withRange } from "../format.ts";
import { append, h, refill, type Child } from "../dom.ts";
import { forestChart, type ForestRow } from "../charts/forest.ts";
import { isNarrow } from "../charts/plot.ts";
import { speedChart, type Panel, type YearLine } from "../charts/speed.ts";
import { sourceName, spanTerms, worksOf } from "../terms.ts";
import { quartiles, type Measure, type Quantity, type Speed, type SpeedGroup } from "./data.ts";
import { choice, validity } from "./parts.ts";
import { groupName, listed, speedTitle } from "./words.ts";

const parts: Record<Quantity, string> = {
  lower_quartile: "a quarter",
  median: "half",
  upper_quartile: "three quarters",
  within_5_years: "share that",
};

const colours: Record<string, string> = { soundtracks: "var(--music)", others: "var(--other)", all: "var(--music)" };
const ratioTicks = [0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7, 1, 1.5, 2, 3, 5, 10, 20, 50];
const weeks = (value: number | null): string =>
  value === null ? unknown : `${Number.isInteger(value) ? value : value.toFixed(1)} ${value === 1 ? "week" : "weeks"}`;

const isShare = ({ unit }: Measure): boolean => unit === "share";
const shown = (measure: Measure): Quantity[] => (isShare(measure) ? ["within_5_years"] : [...quartiles]);

const panels = (measure: Measure): Panel[] => {
  const { done } = spanTerms(measure.measure);
  return shown(measure).map((of) => ({
    of,
    heading: of === "within_5_years" ? `${parts[of]} ${done}` : `weeks until ${parts[of]} ${done}`,
  }));
};

const stretch = (from: string, to: string): string => `${month(from)} to ${month(to)}`;

/** The trend's stretches as rows; the panels above say what happened, these how fast it changed. */
const trendRows = (measure: Measure, works: string): ForestRow[] =>
  measure.groups.flatMap((group) => {
    const name = groupName(group.group, works);
    return group.segments.map((segment) => ({
      name: stretch(segment.from, segment.to),
      of: segment.ratio,
      colour: colours[group.group] ?? "var(--ink)",
      group: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    }));
  });

const trendTests = (measure: Measure, works: string): string => {
  const name = (group: SpeedGroup) => groupName(group.group, works);
  return [
    ...measure.groups.map((group) =>
      group.cannot_tell !== null
        ? `No trend of ${name(group)}: ${group.cannot_tell}. `
        : group.changed_p === null
          ? ""
          : `One trend throughout for ${name(group)}: ${pValue(group.changed_p)}. `,
    ),
    measure.differ_p === null ? "" : `The same trend for both: ${pValue(measure.differ_p)}. `,
  ].join("");
};

export function speedExhibit(of: Speed[], report: Report): HTMLElement {
  const { confidence } = report.settings;
  let source = of[0]!;
  let measure = source.measures.find((m) => m.measure === "first_life") ?? source.measures[0]!;
  const works = () => worksOf(source.source);
  const lines = (): YearLine[] =>
    measure.groups.map((group) => ({
      name: groupName(group.group, works()),
      years: group.years,
      colour: colours[group.group] ?? "var(--ink)",
    }));
  const show = (value: number | null) => (isShare(measure) ? share(value) : weeks(value));

  const label = () =>
    `${spanTerms(measure.measure).name} by year of entry. ${measure.groups
      .map((group) => {
        const main = shown(measure).at(-1) === "within_5_years" ? "within_5_years" : "median";
        const known = group.years.filter((year) => year[main].estimate !== null);
        const ends = [known[0], known.at(-1)].filter((year) => year !== undefined);
        return `${groupName(group.group, works())}: ${ends.map((year) => `${year.year} ${withRange(year[main], show)}`).join(", ")}`;
      })
      .join("; ")}.`;

  const caption = (): Child[] => [
    `By the year in which ${listed(measure.groups.map((group) => `${groupName(group.group, works())} (n\u00a0=\u00a0${count(group.n)})`))} entered; bands are ${percent(confidence)} intervals, and a line ends where a year was not watched for long enough. Upright lines: ${breaksTold(source)}. `,
    trendRows(measure, works()).length > 0 &&
      `The hazard ratio a decade says how much sooner the end comes with each ten years of entry: above 1, spans get shorter; n is the works behind it. `,
    trendTests(measure, works()),
    validity(source.notes),
  ];

  const draw = (width: number): Element => {
    const scale = isShare(measure)
      ? { show, tick: percent, ticks: [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1] }
      : { show, tick: String, ticks: [0, 1, 2, 4, 8, 13, 26, 52, 104, 208, 416, 832] };
    const both = h("div", {}, speedChart(lines(), panels(measure), source.breaks, scale, width));
    const rows = trendRows(measure, works());
    if (rows.length > 0)
      append(both, [h("p", { class: "chart-name" }, "Trend between the upright lines"), forest(rows, width)]);
    return both;
  };

  const forest = (rows: ForestRow[], width: number) =>
    forestChart(
      rows,
      {
        scale: "log",
        reference: 1,
        ticks: ratioTicks,
        show: ratio,
        tick: String,
        label: isNarrow(width)
          ? "hazard ratio a decade (log)"
          : `hazard ratio of ${spanTerms(measure.measure).event}, a decade (log scale)`,
        sides: ["gets longer", "gets shorter"],
      },
      width,
    );

  const key = () => (measure.groups.length < 2 ? [] : lines().map(({ name, colour }) => ({ name, colour })));
  const update = () =>
    exhibit.update({
      title: speedTitle(measure, works()),
      label: label(),
      caption: caption(),
      key: key(),
      found: source.findings,
    });
  const measures = () =>
    choice(
      "What to follow",
      source.measures,
      measure,
      (m) => spanTerms(m.measure).name,
      (m) => {
        measure = m;
        update();
      },
    );
  const measureChoice = h("div", {}, measures());
  const exhibit = figure({
    title: speedTitle(measure, works()),
    label: label(),
    controls: h(
      "div",
      {},
      choice(
        "Source",
        of,
        source,
        (s) => sourceName(s.source, report.sources),
        (s) => {
          source = s;
          measure = s.measures.find((m) => m.measure === measure.measure) ?? s.measures[0]!;
          refill(measureChoice, measures());
          update();
        },
      ),
      measureChoice,
    ),
    key: key(),
    draw,
    caption: caption(),
    found: source.findings,
    table: () => ({
      head: [
        "Year",
        "Group",
        "n",
        ...shown(measure).map((q) => (q === "within_5_years" ? "Back within 5 years" : `Until ${parts[q]}`)),
      ],
      rows: measure.groups.flatMap((group) =>
        group.years.map((year) => [
          String(year.year),
          groupName(group.group, works()),
          count(year.n),
          ...shown(measure).map((q) => withRange(year[q], show)),
        ]),
      ),
    }),
    csv: () => ({ name: "outlive-speed.csv", rows: speedRows(of) }),
  });
  return exhibit.element;
}

const breaksTold = ({ breaks }: Speed): string =>
  breaks.length === 0 ? "none" : breaks.map(({ date, name }, i) => `${i + 1}, ${month(date)}, ${name}`).join("; ");

/** As `outlive speed --csv` has it. */
const speedRows = (of: Speed[]) => [
  ["source", "measure", "group", "from", "figure", "estimate", "low", "high", "n"],
  ...of.flatMap(({ source, measures }) =>
    measures.flatMap((measure) =>
      measure.groups.flatMap((group) => {
        const start = [source, measure.measure, group.group];
        const cells = (from: string | number, name: string, e: SpeedGroup["segments"][number]["ratio"]) => [
          ...start,
          from,
          name,
          e.estimate,
          e.low,
          e.high,
          e.n,
        ];
        return [
          ...group.years.flatMap((year) => shown(measure).map((q) => cells(year.year, q, year[q]))),
          ...group.segments.map((segment) => cells(segment.from, "hazard_ratio_a_decade", segment.ratio)),
          ...group.breaks.flatMap((at) => [cells(at.date, "jump", at.jump), cells(at.date, "change", at.change)]),
        ];
      }),
    ),
  ),
];
