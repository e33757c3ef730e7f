/** Escape: when do people look for the music and no longer for the film? */

import type { Report } from "../data.ts";
import { datesTold, escapesChart, pathChart } from "../charts/escape.ts";
import { h, plainTable, type Child } from "../dom.ts";
import { absent, figure } from "../figure.ts";
import { count, day, interval, percent, ratio, signed, unknown, withRange } from "../format.ts";
import type { Escape, Escapes } from "./data.ts";
import { menu, validity } from "./parts.ts";
import { capital, escapesTitle, pathTitle } from "./words.ts";

const verdicts = { yes: "escaped", no: "not escaped", "cannot tell": "cannot tell" };
const verdict = (one: Escape): string =>
  one.refused !== null
    ? one.refused.startsWith("cannot tell")
      ? "cannot tell"
      : "refused"
    : one.escaped === "yes" && one.date.estimate === null
      ? "ahead from the start"
      : verdicts[one.escaped];
const monthsOf = (one: Escape): number | null => one.date.n ?? one.velocity.n ?? (one.ratio.length || null);

/** A reason as a sentence. */
const sentence = (text: string | null): string =>
  text === null ? "" : `${capital(text.replace(/^cannot tell: /, ""))}${/[.!?]$/.test(text) ? "" : "."}`;
const reason = (one: Escape): string => sentence(one.refused ?? one.note);

/** Escaped by date, first those that were ahead from the first month; then the untold; then the others, nearest first. */
const order = (a: Escape, b: Escape): number =>
  ranks.indexOf(a.escaped) - ranks.indexOf(b.escaped) ||
  (a.date.estimate ?? "").localeCompare(b.date.estimate ?? "") ||
  (b.probability ?? 0) - (a.probability ?? 0);
const ranks = ["yes", "cannot tell", "no"];

export function escapeExhibits({ escapes, notes, findings }: Escapes, report: Report): HTMLElement[] {
  const { confidence } = report.settings;
  const rows = escapes.filter((one) => one.ratio.length > 0).sort(order);
  const paths = escapes
    .filter((one) => one.ratio.length + one.observed.length > 0)
    .sort((a, b) => a.pair.localeCompare(b.pair));
  let chosen = rows.find(({ date }) => date.estimate !== null) ?? rows[0] ?? paths[0];

  const take = (one: Escape) => {
    chosen = one;
    if (overview) overview.update();
    path?.update({
      title: pathTitle(one, datesTold(one)),
      label: pathLabel(one, confidence),
      caption: pathCaption(one, confidence),
    });
    names.show(one);
  };
  const names = menu("Pair", paths, (one) => `${one.pair} (${verdict(one)})`, take);
  if (chosen) names.show(chosen);

  const overview =
    rows.length > 0 &&
    figure({
      title: escapesTitle(escapes),
      label: `Pairs by whether the music has escaped its film: ${rows.map((one) => `${one.pair}, ${one.date.estimate === null ? verdict(one) : datesTold(one)}`).join("; ")}.`,
      key: [
        { name: "film ahead", colour: "var(--film)" },
        { name: "music ahead", colour: "var(--music)" },
        { name: "the escape, with its interval", colour: "var(--ink)" },
      ],
      draw: (width) => escapesChart(rows, verdict, width, chosen, take),
      below: [others(escapes)],
      caption: [
        `Each ribbon is a pair from the film’s release on: which of the two was ahead, pale where the ${percent(confidence)} interval of the ratio holds 1. The dot is the day on which music to film passed 1 for good, as far as the data reach, with its interval; n, in months, is in the numbers. Choose a pair to see its path below. `,
        validity(notes),
      ],
      found: findings,
      table: () => ({
        head: [
          "Pair",
          "Film",
          "Music",
          "Verdict",
          "Probability",
          "Date (interval)",
          "Doublings a year (interval)",
          "n, months",
          "Note",
        ],
        rows: escapes.map((one) => [
          one.pair,
          one.film ?? unknown,
          [one.music, one.performer].filter(Boolean).join(", ") || unknown,
          verdict(one),
          percent(one.probability),
          one.date.estimate === null ? unknown : datesTold(one, day),
          withRange(one.velocity, ratio),
          count(monthsOf(one)),
          reason(one),
        ]),
      }),
      csv: () => ({ name: "outlive-escapes.csv", rows: summaryRows(escapes) }),
    });
  const path =
    chosen &&
    figure({
      title: pathTitle(chosen, datesTold(chosen)),
      label: pathLabel(chosen, confidence),
      controls: names.element,
      key: [
        { name: "film", colour: "var(--film)" },
        { name: "music, and its ratio to the film", colour: "var(--music)" },
      ],
      draw: (width) => pathChart(chosen!, width),
      caption: pathCaption(chosen, confidence),
      table: () => ({
        head: ["Month", "Music to film (interval)", "Film seen", "Music seen"],
        rows: pathRows(chosen!).map(({ month, at, seen }) => [
          day(month).replace(/^\d+ /, ""),
          at === undefined ? unknown : withRange({ ...at, n: null }, ratio),
          seen?.film === null || seen === undefined ? unknown : String(seen.film),
          seen?.music === null || seen === undefined ? unknown : String(seen.music),
        ]),
      }),
      csv: () => ({
        name: "outlive-escape-path.csv",
        rows: [
          ["pair", "month", "ratio", "low", "high", "film", "music"],
          ...pathRows(chosen!).map(({ month, at, seen }) => [
            chosen!.pair,
            month,
            at?.estimate ?? null,
            at?.low ?? null,
            at?.high ?? null,
            seen?.film ?? null,
            seen?.music ?? null,
          ]),
        ],
      }),
    });
  return [
    overview ? overview.element : absent("No pair of film and music could be followed."),
    ...(path ? [path.element] : []),
  ];
}

function pathRows({ ratio, observed }: Escape) {
  const seen = new Map(observed.map((one) => [one.month, one]));
  const at = new Map(ratio.map((one) => [one.month, one]));
  return [...new Set([...seen.keys(), ...at.keys()])]
    .sort()
    .map((month) => ({ month, at: at.get(month), seen: seen.get(month) }));
}

const pathLabel = (one: Escape, confidence: number): string => {
  const [first, last] = [one.ratio[0], one.ratio.at(-1)];
  const told = (at: Escape["ratio"][number]) =>
    `${day(at.month).replace(/^\d+ /, "")} ${ratio(at.estimate)} (${interval({ ...at, n: null }, ratio, confidence)})`;
  return `Ratio of music to film, month by month, of ${one.pair}. ${first && last ? `${told(first)}, ${told(last)}. ` : ""}${verdict(one)}.`;
};

function pathCaption(one: Escape, confidence: number): Child[] {
  const { before, after } = one.coupling;
  const n = `n\u00a0=\u00a0${count(monthsOf(one))} months`;
  return [
    one.ratio.length > 0 &&
      `Above: the ratio of music to film as the model follows it, with its ${percent(confidence)} band (${n}); at 1\u2009:\u20091 both are looked for alike. ${one.date.estimate === null ? "" : `The broken line is the date on which it passed 1 for good, ${datesTold(one, day)}; the shade is its interval. `}Below: both as they were seen. `,
    one.probability !== null && `Probability that the music is ahead in the last month: ${percent(one.probability)}. `,
    one.velocity.estimate !== null && `Velocity: ${withRange(one.velocity, signed)} doublings a year. `,
    (before.estimate !== null || after.estimate !== null) &&
      `Of the film’s changes from month to month the music shared ${[
        before.estimate === null ? "" : `${withRange(before, signed)} before (n\u00a0=\u00a0${count(before.n)})`,
        after.estimate === null ? "" : `${withRange(after, signed)} after (n\u00a0=\u00a0${count(after.n)})`,
      ]
        .filter(Boolean)
        .join(" and ")}; 1 is all of them, 0 none. `,
    reason(one),
  ];
}

/** The pairs that could not be followed, with the reason. */
function others(escapes: Escape[]): Child {
  const rows = escapes
    .filter((one) => one.ratio.length === 0)
    .sort((a, b) => verdict(b).localeCompare(verdict(a)) || a.pair.localeCompare(b.pair));
  if (rows.length === 0) return null;
  const refused = rows.filter((one) => verdict(one) === "refused").length;
  const why = [
    refused > 0 && `${count(refused)} refused`,
    rows.length > refused && `${count(rows.length - refused)} seen too little`,
  ];
  return h(
    "details",
    { class: "numbers" },
    h(
      "summary",
      {},
      `${count(rows.length)} pairs are not in the picture, with the reasons: ${why.filter(Boolean).join(", ")}`,
    ),
    h(
      "div",
      { class: "box", tabindex: 0, role: "region", "aria-label": "Pairs that are not in the picture" },
      plainTable(
        "Pairs that are not in the picture",
        ["Pair", "Verdict", "Why"],
        rows.map((one) => [one.pair, verdict(one), reason(one)]),
      ),
    ),
  );
}

const summaryRows = (escapes: Escape[]) => [
  [
    "pair",
    "film",
    "music",
    "performer",
    "escaped",
    "probability",
    "figure",
    "estimate",
    "low",
    "high",
    "n",
    "refused",
    "note",
  ],
  ...escapes.flatMap((one) => {
    const start = [
      one.pair,
      one.film,
      one.music,
      one.performer,
      one.refused === null ? one.escaped : null,
      one.probability,
    ];
    const end = [one.refused, one.note];
    const figures = {
      date: one.date,
      velocity: one.velocity,
      coupling_before: one.coupling.before,
      coupling_after: one.coupling.after,
    };
    return Object.entries(figures).map(([name, of]) => [...start, name, of.estimate, of.low, of.high, of.n, ...end]);
  }),
];
