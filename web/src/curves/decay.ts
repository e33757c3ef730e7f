/** Decay: whose memory lasts, that of films or that of songs? */

import type { Report } from "../data.ts";
import { decayChart, shareAt, type Fading } from "../charts/decay.ts";
import { forestChart, type ForestRow } from "../charts/forest.ts";
import { isNarrow } from "../charts/plot.ts";
import { append, h, plainTable, type Child } from "../dom.ts";
import { figure } from "../figure.ts";
import { count, duration, percent, unknown, withRange, yearTick } from "../format.ts";
import { lawName, sourceName, subjectOf } from "../terms.ts";
import type { Decay } from "./data.ts";
import { validity } from "./parts.ts";
import { capital, decayTitle, listed } from "./words.ts";

const times = [
  { key: "half_life", name: "Half is left (half-life)" },
  { key: "tenth", name: "A tenth is left" },
  { key: "t_equal", name: "Both memories are equal (t_equal)" },
  { key: "t_c", name: "Their decay rates cross (t_c)" },
] as const;

const yearTicks = [1 / 12, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const tellingAges = [1, 2, 5, 10, 20, 40];

const fading = (of: Decay): Fading => {
  const { name, colour } = subjectOf(of);
  const start = of.at_0.estimate ?? of.curve[0]?.value ?? of.observed[0]?.value ?? 1;
  return { name: capital(name), of, colour, start };
};

export function decayExhibit(of: Decay[], report: Report): HTMLElement {
  const { confidence } = report.settings;
  const all = of.map(fading);
  const rows: ForestRow[] = times.flatMap(({ key, name }) =>
    all
      .filter(({ of }) => of[key].estimate !== null)
      .map((one) => ({ name: one.name, of: one.of[key], colour: one.colour, group: name })),
  );
  const both = all.map(
    ({ name, of }) =>
      `${name.toLowerCase()} (${sourceName(of.title, report.sources)}, n\u00a0=\u00a0${count(of.works)})`,
  );
  return figure({
    title: decayTitle(of),
    label: `Attention by age, scaled to 1 at age 0. ${all
      .map(
        (one) =>
          `${one.name}: ${tellingAges
            .flatMap((age) => {
              const at = shareAt(one, age);
              return at === null ? [] : [`${at} after ${duration(age)}`];
            })
            .join(", ")}`,
      )
      .join("; ")}.`,
    key: all.map(({ name, colour }) => ({ name: name.toLowerCase(), colour })),
    draw: (width) => {
      const drawn = h("div", {}, decayChart(all, width));
      if (rows.length > 0)
        append(drawn, [
          h("p", { class: "chart-name" }, "The times at which"),
          forestChart(
            rows,
            {
              scale: "log",
              reference: null,
              ticks: yearTicks,
              show: duration,
              tick: yearTick,
              label: isNarrow(width) ? "years of age (log scale)" : "years of age, with intervals (log scale)",
            },
            width,
          ),
        ]);
      return drawn;
    },
    below: [laws(all)],
    caption: [
      `The attention to ${listed(both)} by age, each scaled to 1 at age 0 of its fitted curve, or at its youngest age where the law has no value at 0. Dots are the means by age, larger where more works stand behind them; the bands and times are ${percent(confidence)} intervals. `,
      `The law: ${lawsTold(all)}. `,
      ...all.map(({ name, of }) => of.cannot_tell !== null && `${name}: ${of.cannot_tell}. `),
      validity([...new Set(of.flatMap(({ notes }) => notes))]),
    ],
    found: of.flatMap(({ findings }) => findings),
    table: () => ({
      head: ["Time", ...all.map(({ name }) => name)],
      rows: times.map(({ key, name }) => [name, ...all.map(({ of }) => withRange(of[key], duration))]),
    }),
    csv: () => ({
      name: "outlive-decay.csv",
      rows: [
        ["source", "figure", "age", "estimate", "low", "high", "n"],
        ...of.flatMap((one) => [
          ...times.map(({ key }) => [
            one.source,
            key,
            null,
            one[key].estimate,
            one[key].low,
            one[key].high,
            one[key].n,
          ]),
          ...one.observed.map(({ age, value, n }) => [one.source, "observed", age, value, null, null, n]),
          ...one.curve.map(({ age, value, low, high }) => [one.source, "curve", age, value, low, high, null]),
        ]),
      ],
    }),
  }).element;
}

function lawsTold(all: Fading[]): string {
  const laws = all.map(({ of }) => (of.model === null ? "none" : lawName(of.model)));
  return new Set(laws).size === 1
    ? (laws[0] ?? "none")
    : listed(all.map(({ name }, i) => `${laws[i]} for ${name.toLowerCase()}`));
}

/** Which laws were tried, and how much each has for it. */
function laws(all: Fading[]): Child {
  const rows = all.flatMap(({ name, of }) =>
    of.models.map((one) => [
      name,
      lawName(one.model),
      percent(one.weight),
      one.half_life.estimate === null ? unknown : withRange(one.half_life, duration),
      one.status ?? "",
    ]),
  );
  return (
    rows.length > 0 &&
    h(
      "div",
      { class: "box means", tabindex: 0, role: "region", "aria-label": "Laws of decay tried" },
      plainTable(
        "Laws tried, with the weight that the data give to each (Akaike)",
        ["Of", "Law", "Weight", "Half-life", "Fit"],
        rows,
      ),
    )
  );
}
