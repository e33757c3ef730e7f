/** The page from top to bottom. */

import "./style.css";
import { parse, NoReport, type Controls, type Estimate, type Population, type Report } from "./data.ts";
import { append, h, plainTable, type Child } from "./dom.ts";
import {
  controlExhibits,
  decadeExhibit,
  overviewExhibit,
  reach,
  selectionExhibit,
  sensitivityExhibit,
  spansExhibit,
  survivalExhibit,
} from "./exhibits.ts";
import { curveMethods, curveSections } from "./curves/sections.ts";
import { drawAll, followPrinting } from "./figure.ts";
import { count, day, difference, duration, interval, percent, ratio, share, unknown } from "./format.ts";
import { pairsTable } from "./table.ts";
import { termsOf, type Terms } from "./terms.ts";
import { answer, erasDisagree, mainMean } from "./words.ts";

const widthOfPaper = 680;

function keyFigure(
  name: string,
  value: string,
  of: Estimate,
  show: (v: number | null) => string,
  confidence: number,
  note: string,
): Child {
  if (of.estimate === null) return null;
  return h(
    "div",
    { class: "key-figure" },
    h("dt", {}, name),
    h("dd", { class: "value" }, value),
    h("dd", {}, `${interval(of, show, confidence)}; n\u00a0=\u00a0${count(of.n)}`),
    h("dd", { class: "note" }, note),
  );
}

/** What the undecided pairs could change at most. */
function undecidedNote({ undecided, bounds }: Population): string {
  if (undecided.count === 0) return "None undecided.";
  const [low, high] = [share(bounds.low.estimate), share(bounds.high.estimate)];
  return `Undecided ${share(undecided.estimate)}: ${low === high ? "too few to change this figure" : `between ${low} and ${high} if all of those fell one way`}.`;
}

function keyFigures(report: Report): HTMLElement {
  const { population, settings } = report;
  const { outlived, outlasted, win_ratio, median_life, controls } = population;
  const mean = mainMean(population.rmst);
  const terms = termsOf(report);
  const c = settings.confidence;
  return h(
    "dl",
    { class: "key-figures" },
    keyFigure(
      "Music outlived its film",
      share(outlived.estimate),
      outlived,
      share,
      c,
      `Film outlasted the music in ${share(outlasted.estimate)}. ${undecidedNote(report.population)}`,
    ),
    keyFigure(
      "Win ratio, music to film",
      ratio(win_ratio.estimate),
      win_ratio,
      ratio,
      c,
      "Pairs the music won for each that the film won; 1 is even.",
    ),
    mean &&
      keyFigure(
        `Mean life within ${duration(mean.years)}, music minus film`,
        difference(mean.difference.estimate),
        mean.difference,
        difference,
        c,
        `Films ${duration(mean.film.estimate)}, music ${duration(mean.music.estimate)}. ${medians(median_life)}`,
      ),
    controls &&
      keyFigure(
        terms.charted ? "Hazard of leaving, beside matched albums" : "Hazard of ending, beside matched works",
        ratio(controls.overall.estimate),
        controls.overall,
        ratio,
        c,
        hazardNote(controls, terms),
      ),
  );
}

const medians = ({ film, music }: Population["median_life"]): string =>
  film.estimate === null || music.estimate === null
    ? ""
    : `Half the films had ended after ${duration(film.estimate)}, half the music after ${duration(music.estimate)}.`;

/** What the one ratio hides: the two parts, and the eras where they differ. */
function hazardNote({ in_cinemas, after, eras }: Controls, terms: Terms): string {
  const parts =
    in_cinemas.estimate === null || after.estimate === null
      ? ""
      : ` It is ${ratio(in_cinemas.estimate)} while the film is ${terms.filmThere} and ${ratio(after.estimate)} after.`;
  const mixed = erasDisagree(eras, "in_cinemas") || erasDisagree(eras, "after");
  return `Soundtrack to other ${terms.others} that entered alike; below 1 it stays longer.${parts}${mixed ? " The eras disagree." : ""}`;
}

function themeButton(): HTMLElement {
  const root = document.documentElement;
  const isDark = () =>
    (root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const name = () => (isDark() ? "Light theme" : "Dark theme");
  const button = h("button", { type: "button", class: "theme", onclick: turn }, name());
  function turn(): void {
    root.dataset.theme = isDark() ? "light" : "dark";
    button.textContent = name();
    try {
      localStorage.setItem("outlive-theme", root.dataset.theme);
    } catch {
      // A page without storage forgets the choice; nothing else depends on it.
    }
  }
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => (button.textContent = name()));
  return button;
}

function head(report: Report): HTMLElement {
  const [first = "", ...rest] = answer(report.population, termsOf(report));
  return h(
    "header",
    { class: "top" },
    h("div", { class: "line" }, h("p", { class: "name" }, "Outlive"), themeButton()),
    h("h1", {}, "How long does film music outlive its film?"),
    h("p", { class: "answer" }, first),
    rest.length > 0 && h("p", { class: "answer-rest" }, rest.join(" ")),
    report.pairs.length > 0 && keyFigures(report),
  );
}

const section = (id: string, title: string, ...children: Child[]): HTMLElement =>
  h("section", { id, "aria-labelledby": `${id}-title` }, h("h2", { id: `${id}-title` }, title), children);

/** Where to find what, once all sections stand. */
const contents = (main: HTMLElement): HTMLElement =>
  h(
    "nav",
    { class: "contents", "aria-label": "Contents" },
    [...main.querySelectorAll("section")].map(({ id, firstElementChild }) =>
      h("a", { href: `#${id}` }, firstElementChild?.textContent?.replace(/:.*/, "")),
    ),
  );

const bullets = (items: string[]): Child =>
  h(
    "ul",
    { class: "prose" },
    items.map((item) => h("li", {}, item)),
  );

function findings(report: Report): Child {
  return report.findings.length > 0 && section("findings", "What was found", bullets(report.findings));
}

function caution(report: Report): HTMLElement {
  const terms = termsOf(report);
  const why = terms.charted
    ? "A theatrical run ends because cinemas need the screen. That an album was on the chart for longer than its film was in cinemas therefore says little by itself. "
    : "Film and music are set side by side as their sources count them, and each life ends where its source ceases to see it. That one outlived the other does not say why. ";
  const alike = terms.charted ? "albums that entered the chart alike" : "music that entered alike";
  const question = `The fair question is whether a soundtrack lasts longer than other ${alike}`;
  return h(
    "aside",
    { class: "caution" },
    h(
      "p",
      {},
      h("strong", {}, "What this does not show. "),
      why,
      report.population.controls
        ? h("a", { href: "#control" }, `${question}.`)
        : `${question}; this report has none to ask.`,
    ),
  );
}

function settingsAndSources(report: Report): Child[] {
  const { settings, sources } = report;
  const known: [string, string][] = [
    ["Share of its peak at which attention counts as ended (θ)", percent(settings.theta)],
    ["Silence that ends the first life", settings.gap_weeks === null ? unknown : `${count(settings.gap_weeks)} weeks`],
    [
      "Lives judged",
      settings.life === "first" ? "first life only" : settings.life === "whole" ? "whole, revivals included" : unknown,
    ],
    ["Confidence of the intervals", percent(settings.confidence)],
    ["Music first seen since", day(settings.since)],
    ["Bootstrap resamples", count(settings.resamples)],
    ["Seed", settings.seed === null ? unknown : String(settings.seed)],
    ["Outlive", report.outlive || unknown],
  ];
  return [
    section(
      "settings",
      "Settings",
      h(
        "dl",
        { class: "settings" },
        known.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
      ),
    ),
    section(
      "sources",
      "Sources",
      sources.length === 0
        ? h("p", { class: "absent" }, "This report names no sources.")
        : h(
            "div",
            { class: "box", tabindex: 0, role: "region", "aria-label": "Sources" },
            plainTable(
              "What the lives were read from",
              ["Source", "Name", "For", "Counts", "Covers", "Seen down to", "Works"],
              sources.map((s) => [
                s.title ?? s.name,
                s.name,
                s.role ?? unknown,
                s.unit ?? unknown,
                reach(s.from, s.to),
                s.floor === null ? "no floor" : `${s.unit === "rank" ? "rank " : ""}${count(s.floor)}`,
                count(s.works),
              ]),
            ),
          ),
    ),
    section(
      "assumptions",
      "Assumptions",
      report.assumptions.length > 0
        ? bullets(report.assumptions)
        : h("p", { class: "absent" }, "This report lists no assumptions."),
    ),
  ];
}

function citation(report: Report): HTMLElement {
  const sources = new Set(
    report.sources.map((s) => `${s.title ?? s.name}${s.to === null ? "" : ` (to ${day(s.to)})`}`),
  );
  const { settings } = report;
  const made = [
    `${count(report.population.n)} pairs`,
    settings.life && `${settings.life} life`,
    settings.theta !== null && `θ = ${percent(settings.theta)}`,
    settings.seed !== null && `seed ${settings.seed}`,
  ]
    .filter(Boolean)
    .join(", ");
  return section(
    "cite",
    "How to cite",
    h(
      "p",
      { class: "prose" },
      "Name the version, the settings and the sources, since each of them can change the figures:",
    ),
    h(
      "blockquote",
      {},
      `Outlive ${report.outlive}: how long film music outlives its film. Report on ${made}.${sources.size > 0 ? ` Sources: ${[...sources].join("; ")}.` : ""}`,
    ),
    h(
      "p",
      { class: "prose" },
      `Methods: ${["Kaplan & Meier 1958 (survival curves)", "Pocock et al. 2012 (win ratio)", "Cox 1972 (hazard ratios)", ...curveMethods(report)].join("; ")}.`,
    ),
  );
}

const curves = (report: Report): Child[] =>
  curveSections(report).map(({ id, title, content }) => section(id, title, content));

const noPairs = (): HTMLElement =>
  section(
    "pairs",
    "No pairs yet",
    h(
      "p",
      { class: "prose" },
      "A pair is a film and its music, each with a record of the attention it had. This report found none. Either the files hold no film and music with the same title and time, or the settings left none over: try an earlier date for the films, or a lower bar for the links.",
    ),
  );

const ofPairs = (report: Report): Child[] => [
  findings(report),
  section(
    "lives",
    "Two lives",
    survivalExhibit(report),
    caution(report),
    overviewExhibit(report),
    selectionExhibit(report),
  ),
  section("control", `Beside other ${termsOf(report).charted ? "albums" : "music"}`, controlExhibits(report)),
  section(
    "spread",
    "How far apart, when, and how surely",
    spansExhibit(report),
    decadeExhibit(report),
    sensitivityExhibit(report),
  ),
];

function page(report: Report): Child[] {
  const some = report.pairs.length > 0;
  const main = h(
    "main",
    {},
    some ? ofPairs(report) : noPairs(),
    curves(report),
    some && section("pairs", "All pairs", pairsTable(report.pairs, termsOf(report))),
    settingsAndSources(report),
    citation(report),
  );
  return [head(report), contents(main), main];
}

function show(): void {
  const root = document.getElementById("page");
  const source = document.getElementById("outlive-data")?.textContent ?? "";
  if (root === null) return;
  try {
    const content = page(parse(source));
    root.replaceChildren();
    append(root, [
      ...content,
      h("footer", {}, h("p", {}, "Made by Outlive, free software under the Apache Licence 2.0.")),
    ]);
  } catch (error) {
    if (!(error instanceof NoReport)) throw error;
    root.replaceChildren(h("main", {}, h("h1", {}, "Outlive"), h("p", { class: "answer" }, error.message)));
    return;
  }
  drawAll();
  followPrinting(widthOfPaper);
}

performance.mark("outlive-start");
show();
performance.measure("outlive-shown", "outlive-start");
