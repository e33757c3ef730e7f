/** Forecast: what will be back, and were such promises kept? */

import type { Report } from "../data.ts";
import { calibrationChart } from "../charts/calibration.ts";
import { forestChart, type ForestRow } from "../charts/forest.ts";
import { h, plainTable, refill, type Child } from "../dom.ts";
import { figure } from "../figure.ts";
import { count, day, duration, percent, ratio, share, signedShare, unknown, withRange } from "../format.ts";
import { sourceName, worksOf } from "../terms.ts";
import { cut } from "../titles.ts";
import { forecasters, type Forecast, type Score } from "./data.ts";
import { choice, validity } from "./parts.ts";
import { capital, chance, comebackTitle, scoresTitle } from "./words.ts";

const names = {
  model: "this model",
  table: "table of age, silence and returns",
  age: "age alone",
  persistence: "as it is now",
};
const shareTicks = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.92, 0.94, 0.96, 0.98, 1];
const listedAtOnce = 12;

const horizonsOf = (of: { horizon: number }[]): number[] =>
  [...new Set(of.map(({ horizon }) => horizon))].sort((a, b) => a - b);
const within = (years: number): string => `Within ${duration(years)}`;
const brier = (value: number | null): string => (value === null ? unknown : value.toPrecision(3));

export function forecastExhibits(of: Forecast[], report: Report): HTMLElement[] {
  return [
    scoresExhibit(
      of.filter(({ scores }) => scores.length > 0),
      report,
    ),
    comebackExhibit(
      of.filter(({ forecasts }) => forecasts.length > 0),
      report,
    ),
  ].filter((one): one is HTMLElement => one !== null);
}

/** Source and horizon as buttons; `update` is called when either has changed. */
function choosing<T extends Forecast>(of: T[], horizons: (of: T) => number[], report: Report, update: () => void) {
  const state = { source: of[0]!, horizon: horizons(of[0]!)[0]! };
  const years = () =>
    choice("Horizon", horizons(state.source), state.horizon, within, (horizon) => {
      state.horizon = horizon;
      update();
    });
  const yearChoice = h("div", {}, years());
  const element = h(
    "div",
    {},
    choice(
      "Source",
      of,
      state.source,
      (s) => sourceName(s.source, report.sources),
      (source) => {
        state.source = source;
        if (!horizons(source).includes(state.horizon)) state.horizon = horizons(source)[0]!;
        refill(yearChoice, years());
        update();
      },
    ),
    yearChoice,
  );
  return { state, element };
}

function scoresExhibit(of: Forecast[], report: Report): HTMLElement | null {
  if (of.length === 0) return null;
  const { confidence } = report.settings;
  const { state, element } = choosing(
    of,
    ({ scores }) => horizonsOf(scores),
    report,
    () =>
      exhibit.update({
        title: title(),
        label: label(),
        caption: caption(),
        below: [table()],
        found: state.source.findings,
      }),
  );
  const scores = () => state.source.scores.filter(({ horizon }) => horizon === state.horizon);
  const title = () => scoresTitle(scores(), worksOf(state.source.source));
  const label = () =>
    `Calibration of forecasts ${within(state.horizon).toLowerCase()}. ${scores()
      .map(
        (score) =>
          `As of ${day(score.as_of)}: ${score.bins
            .filter(({ observed }) => observed.estimate !== null)
            .map(({ forecast, observed }) => `promised ${percent(forecast)}, came ${withRange(observed, percent)}`)
            .join("; ")}`,
      )
      .join(". ")}.`;
  const table = (): Child =>
    h(
      "div",
      { class: "box means", tabindex: 0, role: "region", "aria-label": "Scores of the forecasts" },
      plainTable(
        "Brier scores: the mean squared error of the promises; 0 is perfect",
        [
          "As of",
          ...forecasters.map((name) => capital(names[name])),
          "Less error than the table (interval)",
          "Slope (interval)",
          "n",
          "Came",
        ],
        scores().map((score) => [
          day(score.as_of),
          ...score.brier.map(({ brier: value }) => brier(value)),
          withRange(score.gain, signedShare),
          withRange(score.slope, ratio),
          count(score.works),
          count(score.sighted),
        ]),
      ),
    );
  const caption = (): Child[] => [
    `Each panel holds the forecasts made on one day from what was known then. A dot is the works that were promised about the same chance, at the share of them that came back or stayed, with its ${percent(confidence)} interval; on the broken line promises are kept. A slope of 1 is neither too sure nor too shy. `,
    validity(state.source.notes),
  ];
  const exhibit = figure({
    title: title(),
    label: label(),
    controls: element,
    draw: (width) => calibrationChart(scores(), width),
    below: [table()],
    caption: caption(),
    found: state.source.findings,
    table: () => ({
      head: ["As of", "Promised", "Came (interval)", "n"],
      rows: scores().flatMap((score) =>
        score.bins.map(({ forecast, observed }) => [
          day(score.as_of),
          share(forecast),
          withRange(observed, share),
          count(observed.n),
        ]),
      ),
    }),
    csv: () => ({
      name: "outlive-forecast-scores.csv",
      rows: [
        ["source", "as_of", "horizon", "figure", "promised", "estimate", "low", "high", "n"],
        ...of.flatMap(({ source, scores }) => scores.flatMap((score) => scoreRows(source, score))),
      ],
    }),
  });
  return exhibit.element;
}

const scoreRows = (source: string, score: Score) => {
  const start = [source, score.as_of, score.horizon];
  return [
    ...score.brier.map(({ name, brier: value }) => [
      ...start,
      `brier of ${name}`,
      null,
      value,
      null,
      null,
      score.works,
    ]),
    ...score.brier.map(({ name, log_score }) => [
      ...start,
      `log score of ${name}`,
      null,
      log_score,
      null,
      null,
      score.works,
    ]),
    [...start, "skill over table", null, score.gain.estimate, score.gain.low, score.gain.high, score.gain.n],
    [...start, "calibration slope", null, score.slope.estimate, score.slope.low, score.slope.high, score.slope.n],
    ...score.bins.map(({ forecast, observed }) => [
      ...start,
      "observed",
      forecast,
      observed.estimate,
      observed.low,
      observed.high,
      observed.n,
    ]),
  ];
};

function comebackExhibit(of: Forecast[], report: Report): HTMLElement | null {
  if (of.length === 0) return null;
  const { confidence } = report.settings;
  const { state, element } = choosing(
    of,
    ({ forecasts }) => horizonsOf(forecasts),
    report,
    () => exhibit.update({ title: title(), label: label(), caption: caption() }),
  );
  const all = () =>
    state.source.forecasts
      .filter(({ horizon, probability }) => horizon === state.horizon && probability.estimate !== null)
      .sort((a, b) => (b.probability.estimate ?? 0) - (a.probability.estimate ?? 0));
  const rows = (): ForestRow[] =>
    [null, false, true].flatMap((on) =>
      all()
        .filter(({ on_chart }) => on_chart === on)
        .slice(0, listedAtOnce)
        .map(({ title, performer, probability }) => ({
          name: cut(`${title}${performer === null ? "" : `, ${performer}`}`, 70),
          of: probability,
          colour: on ? "var(--other)" : "var(--music)",
          group: `${on === null ? "As known" : on ? "There" : "Not there"} on ${day(state.source.as_of)}`,
        })),
    );
  const title = () => comebackTitle(all(), state.horizon, worksOf(state.source.source));
  const label = () =>
    `Probability of being seen ${within(state.horizon).toLowerCase()}: ${rows()
      .map(({ name, of }) => `${name} ${withRange(of, chance)}`)
      .join("; ")}.`;
  const caption = (): Child[] => [
    `The most likely, by what was known on ${day(state.source.as_of)}, with ${percent(confidence)} intervals; n is the works from which the chance was learnt. `,
    validity(state.source.notes),
  ];
  const exhibit = figure({
    title: title(),
    label: label(),
    controls: element,
    draw: (width) =>
      forestChart(
        rows(),
        {
          scale: "linear",
          reference: null,
          domain: [Math.max(0, Math.floor(Math.min(0.9, ...rows().map(({ of }) => of.low ?? 0)) * 10) / 10), 1],
          ticks: shareTicks,
          show: chance,
          tick: percent,
          label: `probability of being seen ${within(state.horizon).toLowerCase()}`,
        },
        width,
      ),
    caption: caption(),
    table: () => ({
      head: ["Work", "Performer", "There then", "Probability (interval)", "n"],
      rows: all().map((one) => [
        one.title,
        one.performer ?? unknown,
        one.on_chart === null ? unknown : one.on_chart ? "yes" : "no",
        withRange(one.probability, chance),
        count(one.probability.n),
      ]),
    }),
    csv: () => ({
      name: "outlive-forecast.csv",
      rows: [
        ["title", "performer", "source", "as_of", "horizon", "on_chart", "probability", "low", "high", "n"],
        ...of.flatMap(({ source, as_of, forecasts }) =>
          forecasts.map(({ title, performer, horizon, on_chart, probability }) => [
            title,
            performer,
            source,
            as_of,
            horizon,
            on_chart,
            probability.estimate,
            probability.low,
            probability.high,
            probability.n,
          ]),
        ),
      ],
    }),
  });
  return exhibit.element;
}
