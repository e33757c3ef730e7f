/** The table of all pairs: sorted by any column, filtered, searched, and taken away as CSV. */

import { choose, sorted, type Direction, type Filter, type SortValue } from "./choose.ts";
import { csv, download } from "./csv.ts";
import { decadeOf, seenSpan, verdicts, type Pair, type Verdict } from "./data.ts";
import { h, type Child } from "./dom.ts";
import { verdictWords } from "./charts/plot.ts";
import { count, day, percent, signedSpan, unknown } from "./format.ts";
import type { Terms } from "./terms.ts";
import { album, filmTitle, withSeveralAlbums } from "./titles.ts";

interface Column {
  name: string;
  value: (pair: Pair) => SortValue;
  show: (pair: Pair) => Child;
  kind?: "number" | "date" | "title";
  /** Left out on paper, where there is less room. */
  screen?: boolean;
  first?: Direction;
}

const whole = (value: number | null): string => (value === null ? unknown : count(value));

function end(date: string | null, censored: boolean, why: string | null): Child {
  if (!censored) return day(date);
  const reason = why === "rule" ? "a rule of the source ended the record" : "still there when the data end";
  return [
    h("span", { "aria-hidden": "true", title: reason }, "≥ "),
    h("span", { class: "unseen" }, `${reason}, at the earliest `),
    day(date),
  ];
}

const columnsFor = (terms: Terms, several: Set<Pair>): Column[] => [
  {
    name: "Film",
    kind: "title",
    value: (p) => filmTitle(p.film),
    show: (p) => [filmTitle(p.film), several.has(p) && h("span", { class: "which" }, album(p))],
  },
  {
    name: "Music minus film",
    kind: "number",
    value: (p) => (p.verdict === "undecided" ? null : seenSpan(p)),
    show: signedSpan,
    first: "descending",
  },
  {
    name: "Verdict",
    value: (p) => verdicts.indexOf(p.verdict),
    show: (p) => h("span", { class: `verdict ${p.verdict}` }, verdictWords[p.verdict]),
  },
  { name: "Music", kind: "title", value: (p) => p.music, show: (p) => p.music },
  { name: "Performer", kind: "title", value: (p) => p.performer, show: (p) => p.performer ?? unknown, screen: true },
  { name: "Film shown", kind: "date", value: (p) => p.film_released, show: (p) => day(p.film_released) },
  {
    name: "Film ended",
    kind: "date",
    value: (p) => p.film_end,
    show: (p) => end(p.film_end, p.film_censored, p.film_censoring),
  },
  { name: terms.musicBegan, kind: "date", value: (p) => p.music_start, show: (p) => day(p.music_start), screen: true },
  {
    name: terms.musicEnded,
    kind: "date",
    value: (p) => p.music_end,
    show: (p) => end(p.music_end, p.music_censored, p.music_censoring),
  },
  {
    name: "First life ended",
    kind: "date",
    value: (p) => p.music_first_life_end,
    show: (p) => day(p.music_first_life_end),
    screen: true,
  },
  { name: "Revivals", kind: "number", value: (p) => p.revivals, show: (p) => whole(p.revivals), first: "descending" },
  {
    name: terms.weeksThere,
    kind: "number",
    value: (p) => p.weeks_on_chart,
    show: (p) => whole(p.weeks_on_chart),
    first: "descending",
  },
  { name: "Peak rank", kind: "number", value: (p) => p.peak_rank, show: (p) => whole(p.peak_rank) },
  { name: "Why linked", value: (p) => p.link_reason, show: (p) => p.link_reason ?? unknown, screen: true },
  {
    name: "Sureness of link",
    kind: "number",
    value: (p) => p.link_confidence,
    show: (p) => percent(p.link_confidence),
    screen: true,
    first: "descending",
  },
];

export function pairsTable(pairs: Pair[], terms: Terms): HTMLElement {
  const columns = columnsFor(terms, withSeveralAlbums(pairs));
  const startColumn = columns.findIndex((column) => column.name === "Music minus film");
  const filter: Filter = { verdict: "", decade: "", search: "" };
  let [sortedBy, direction]: [number, Direction] = [startColumn, "descending"];
  let shown: Pair[] = pairs;

  const rows = new Map(
    pairs.map((pair) => [
      pair,
      h(
        "tr",
        {},
        columns.map((column, i) => {
          const attributes = { class: [column.kind, column.screen && "screen"].filter(Boolean).join(" ") || null };
          return i === 0
            ? h("th", { scope: "row", ...attributes }, column.show(pair))
            : h("td", attributes, column.show(pair));
        }),
      ),
    ]),
  );
  const body = h("tbody", {});
  const heads = columns.map((column, i) =>
    h(
      "th",
      {
        scope: "col",
        "data-name": column.name,
        class: [column.kind, column.screen && "screen"].filter(Boolean).join(" ") || null,
      },
      h(
        "button",
        { type: "button", onclick: () => sortBy(i) },
        column.name,
        h("span", { class: "arrow", "aria-hidden": "true" }),
      ),
    ),
  );
  const told = h("p", { class: "count", role: "status", "aria-live": "polite" });
  const none = h("p", { class: "absent", hidden: true }, "No pair matches. Try a shorter search or all verdicts.");

  function show(): void {
    const column = columns[sortedBy];
    shown = column ? sorted(choose(pairs, filter), column.value, direction) : pairs;
    body.replaceChildren(...shown.flatMap((pair) => rows.get(pair) ?? []));
    heads.forEach((head, i) =>
      i === sortedBy ? head.setAttribute("aria-sort", direction) : head.removeAttribute("aria-sort"),
    );
    told.textContent =
      shown.length === pairs.length
        ? `All ${count(pairs.length)} pairs`
        : `${count(shown.length)} of ${count(pairs.length)} pairs`;
    none.hidden = shown.length > 0;
    shownButton.disabled = shown.length === 0;
  }

  function sortBy(i: number): void {
    const opposite = direction === "ascending" ? "descending" : "ascending";
    direction = i === sortedBy ? opposite : (columns[i]?.first ?? "ascending");
    sortedBy = i;
    show();
  }

  const decades = [...new Set(pairs.map(decadeOf))].filter((decade): decade is string => decade !== null).sort();
  const counts = (verdict: Verdict) => pairs.filter((pair) => pair.verdict === verdict).length;
  const value = (event: Event) => (event.target as HTMLInputElement | HTMLSelectElement).value;

  const verdictChoice = h(
    "select",
    { onchange: (event) => ((filter.verdict = value(event) as Verdict | ""), show()) },
    h("option", { value: "" }, "all verdicts"),
    verdicts.map((verdict) => h("option", { value: verdict }, `${verdictWords[verdict]} (${counts(verdict)})`)),
  );
  const decadeChoice = h(
    "select",
    { onchange: (event) => ((filter.decade = value(event)), show()) },
    h("option", { value: "" }, "all decades"),
    decades.map((decade) => h("option", { value: decade }, decade)),
  );
  const search = h("input", {
    type: "search",
    placeholder: "film, music, performer, year",
    autocomplete: "off",
    spellcheck: "false",
    oninput: (event) => ((filter.search = value(event)), show()),
  });
  const shownButton = h(
    "button",
    { type: "button", onclick: () => download("outlive-pairs-shown.csv", csv(shown)) },
    "Download CSV of these",
  );
  const allButton = h(
    "button",
    { type: "button", onclick: () => download("outlive-pairs.csv", csv(pairs)) },
    "Download CSV of all",
  );

  const element = h(
    "div",
    { class: "pairs" },
    h(
      "form",
      { class: "filters", onsubmit: (event) => event.preventDefault() },
      h("label", {}, "Verdict", verdictChoice),
      h("label", {}, "Film’s decade", decadeChoice),
      h("label", { class: "wide" }, "Search", search),
    ),
    h("div", { class: "bar" }, told, h("div", { class: "buttons" }, shownButton, allButton)),
    h(
      "p",
      { class: "hint" },
      h("span", { class: "sideways" }, `The table goes on to the right: scroll it sideways for all ${columns.length} columns. `),
      terms.charted &&
        "Chart dates are those printed, which lie later than the week that a chart counts; differences go by that week.",
    ),
    h(
      "div",
      {
        class: pairs.length > 40 ? "box tall many" : "box tall",
        tabindex: 0,
        role: "region",
        "aria-label": "All pairs, scrolls both ways",
      },
      h(
        "table",
        { class: "all" },
        h("caption", { class: "unseen" }, "All pairs of film and music"),
        h("thead", {}, h("tr", {}, heads)),
        body,
      ),
      none,
    ),
  );
  show();
  return element;
}
