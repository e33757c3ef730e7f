/** Revivals: what came back, after how long, and what came just before. */

import { yearsBetween, type Report } from "../data.ts";
import { revivalsChart, seasonColours, type Return } from "../charts/revivals.ts";
import { h, type Child } from "../dom.ts";
import { figure } from "../figure.ts";
import { count, day, duration, ratio, unknown, withRange } from "../format.ts";
import { sourceName, worksOf } from "../terms.ts";
import type { Placement, Revival, Revivals } from "./data.ts";
import { choice, menu, validity } from "./parts.ts";
import { largestReturn, revivalsTitle } from "./words.ts";

/** Upwards the years since the first sighting, where that is told of all. */
const returnsOf = ({ revivals }: Revivals): { rows: Return[]; label: string } => {
  const known = revivals.every(({ first }) => first !== null);
  const height = (one: Revival) => Math.max(0, (known ? yearsBetween(one.first, one.begins) : one.size) ?? 0);
  return {
    rows: revivals.map((revival) => ({ revival, height: height(revival) })),
    label: known ? "years since the first sighting" : "size of the return",
  };
};

const days = (value: number | null): string => duration(value === null ? null : value / 365.25);
const seasonal = (one: Revival): string => (one.seasonal === null ? "cannot tell" : one.seasonal ? "yes" : "no");

const nameOf = ({ title, performer, begins }: Revival): string =>
  `${title}${performer === null ? "" : `, ${performer}`} (${begins.slice(0, 4)})`;

export function revivalsExhibit(of: Revivals[], report: Report): HTMLElement {
  let source = of[0]!;
  const largest = () => [...source.revivals].sort((a, b) => (b.size ?? 0) - (a.size ?? 0));
  let chosen = largestReturn(source.revivals)!;
  const take = (one: Revival) => {
    chosen = one;
    names.show(one);
    exhibit.update({ below: below() });
  };
  let names = menu("A return", largest(), nameOf, take);
  names.show(chosen);
  const below = (): Child[] => [names.element, details(chosen, source.unit)];
  const caption = (): Child[] => [
    `The largest returns, ${count(source.revivals.filter(({ seasonal }) => seasonal !== true).length)} that keep to no season and ${count(source.revivals.filter(({ seasonal }) => seasonal === true).length)} that keep to one${source.works === null ? "" : `, of ${count(source.works)} ${worksOf(source.source)}`}. The area of a dot is the attention in the return${source.unit === "rank" ? ", the sum of one over its places" : ""}; choose one to see what is known of it. Half-lives have their intervals and n, in periods, in the numbers. `,
    validity(source.notes),
  ];
  const label = () => `The largest returns: ${largest().slice(0, 8).map(nameOf).join("; ")}.`;
  const exhibit = figure({
    title: revivalsTitle(source.revivals),
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
          chosen = largestReturn(s.revivals)!;
          names = menu("A return", largest(), nameOf, take);
          names.show(chosen);
          exhibit.update({
            title: revivalsTitle(s.revivals),
            label: label(),
            caption: caption(),
            below: below(),
            found: s.findings,
          });
        },
      ),
    ),
    key: [
      { name: "return", colour: seasonColours.no },
      { name: "seasonal return", colour: seasonColours.yes },
      { name: "season cannot be told", colour: seasonColours.untold },
    ],
    draw: (width) => {
      const { rows, label } = returnsOf(source);
      return revivalsChart(rows, label, width, chosen, take);
    },
    below: below(),
    caption: caption(),
    found: source.findings,
    table: () => ({
      head: [
        "Work",
        "Performer",
        "Back",
        "Until",
        "Peak",
        "Size",
        "Half-life (interval)",
        "Shape",
        "Seasonal",
        "Beauty",
        "Candidates",
      ],
      rows: source.revivals.map((one) => [
        one.title,
        one.performer ?? unknown,
        day(one.begins),
        day(one.ends),
        count(one.peak),
        ratio(one.size),
        withRange(one.half_life, days),
        one.shape ?? unknown,
        seasonal(one),
        ratio(one.beauty),
        one.placements.map(placementTold).join("; "),
      ]),
    }),
    csv: () => ({
      name: "outlive-revivals.csv",
      rows: [
        [
          "source",
          "title",
          "performer",
          "begins",
          "ends",
          "peak",
          "size",
          "half_life",
          "half_life_low",
          "half_life_high",
          "n",
          "shape",
          "seasonal",
          "beauty",
          "placements",
        ],
        ...of.flatMap(({ source, revivals }) =>
          revivals.map((one) => [
            source,
            one.title,
            one.performer,
            one.begins,
            one.ends,
            one.peak,
            one.size,
            one.half_life.estimate,
            one.half_life.low,
            one.half_life.high,
            one.half_life.n,
            one.shape,
            one.seasonal,
            one.beauty,
            one.placements.map(({ film }) => film).join("; "),
          ]),
        ),
      ],
    }),
  });
  return exhibit.element;
}

/** "Wayne’s World (1992), between 80 days before and 285 days after it" */
function placementTold({ film, from, to, days, doubt }: Placement): string {
  const shown = from === null ? "" : from === to || to === null ? ` (${day(from)})` : ` (${from.slice(0, 4)})`;
  const way = (n: number) => `${count(Math.abs(n))} days ${n < 0 ? "after" : "before"}`;
  const apart =
    days === null
      ? ""
      : days[0] === days[1]
        ? `, ${way(days[0])} it`
        : `, between ${way(days[1])} and ${way(days[0])} it`;
  return `${film}${shown}${apart}${doubt === null ? "" : ` (in doubt: ${doubt})`}`;
}

function details(one: Revival, unit: string | null): Child {
  const rows: [string, string][] = [
    ["Back", `${day(one.begins)}${one.ends === null ? "" : ` to ${day(one.ends)}`}`],
    ["First seen", day(one.first)],
    [unit === "rank" ? "Best place" : "Peak", count(one.peak)],
    ["Size", ratio(one.size)],
    [
      "Half-life from the peak",
      one.half_life.estimate === null
        ? unknown
        : `${withRange(one.half_life, days)}, n\u00a0=\u00a0${count(one.half_life.n)}`,
    ],
    ["Shape", one.shape ?? unknown],
    ["Seasonal", seasonal(one)],
    ["Sleeping-beauty index B", ratio(one.beauty)],
    ["Written for", one.written_for ?? unknown],
  ];
  return [
    h(
      "dl",
      { class: "settings", "aria-live": "polite" },
      rows
        .filter(([, value]) => value !== unknown)
        .map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
    ),
    h(
      "p",
      { class: "hint" },
      one.placements.length === 0
        ? "No film that used it is known to have been shown shortly before."
        : `Films that used it, shown near its return: candidates, never a proof. ${one.placements.map(placementTold).join("; ")}.`,
    ),
  ];
}
