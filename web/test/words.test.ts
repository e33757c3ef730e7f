import assert from "node:assert/strict";
import { test } from "node:test";
import { stack } from "../src/charts/spans.ts";
import { NoReport, parse, type Report } from "../src/data.ts";
import { neutral, termsOf } from "../src/terms.ts";
import * as words from "../src/words.ts";
import { makeSample, variants } from "../sample/make-sample.mjs";
import { somePair } from "./some.ts";

const report = (variant: (typeof variants)[number]): Report => parse(JSON.stringify(makeSample(variant)));
const spaced = (text: string) => text.replace(/\u202f/g, " ");
const of = (estimate: number, low: number | null, high: number | null) => ({ estimate, low, high, n: 10 });
const ratio = (estimate: number, low: number, high: number) => ({ ...of(estimate, low, high), p: null });

test("a direction is claimed only where the interval leaves out the reference", () => {
  assert.equal(words.side(of(1.2, 1.01, 1.5), 1), "above");
  assert.equal(words.side(of(1.2, 0.99, 1.5), 1), "unclear");
  assert.equal(words.side(of(0.8, 0.7, 0.9), 1), "below");
  assert.equal(words.side(of(5, null, null), 1), "unclear");
});

test("the headline holds whichever way the data fall", () => {
  assert.match(
    spaced(words.headline(report("usual").population)),
    /^Film music usually outlives its film: it did in 69\.5 % of 538 pairs\. While its film .* stays .* left sooner before December 2009 and stays longer since\.$/,
  );
  assert.match(
    spaced(words.headline(report("reversed").population)),
    /^Film music rarely outlives its film: it did in 2\d\.\d % .*\. While its film is in cinemas .* after that it leaves sooner\.$/,
  );
  assert.match(words.headline(report("unclear").population), /^Pair by pair neither clearly outlives the other/);
  assert.match(words.headline(report("small").population), /of 6 pairs/);
  const one = { ...report("small").population, n: 1, outlived: { ...of(1, 0.2, 1), count: 1 } };
  assert.equal(words.headline(one), "In the one pair measured, the music outlived its film.");
  assert.equal(words.headline(report("empty").population), "There are no pairs of film and music to compare yet.");
});

test("the control's title follows both intervals", () => {
  const { controls } = report("usual").population;
  assert.ok(controls);
  const title = (during: [number, number, number], after: [number, number, number]) =>
    words.controlTitle({ ...controls, eras: [], in_cinemas: ratio(...during), after: ratio(...after) });
  assert.match(
    title([0.7, 0.6, 0.8], [1.2, 1.1, 1.3]),
    /in cinemas a soundtrack leaves the chart later.*gone it leaves the chart sooner/,
  );
  assert.match(
    title([0.7, 0.6, 0.8], [0.8, 0.7, 0.9]),
    /^A soundtrack leaves the chart later than matched albums, while/,
  );
  assert.match(title([0.9, 0.7, 1.1], [1.1, 0.9, 1.3]), /neither clearly sooner nor later/);
  assert.match(title([0.9, 0.7, 1.1], [1.2, 1.1, 1.3]), /does not clearly differ.* sooner/);
});

test("where the eras disagree, neither half of the answer states their mean", () => {
  const { population } = report("usual");
  const { controls } = population;
  assert.ok(controls);
  const eras = (early: [number, number, number], late: [number, number, number], labels = ["before", "from"]) => ({
    ...controls,
    in_cinemas: ratio(0.5, 0.4, 0.6),
    after: ratio(0.95, 0.8, 1.1),
    eras: [early, late].map((after, i) => ({
      era: `music that entered ${labels[i]} 2009-12-05`,
      soundtracks: 9,
      in_cinemas: ratio(0.5, 0.4, 0.6),
      after: ratio(...after),
    })),
  });
  const told = (of: ReturnType<typeof eras>) => words.headline({ ...population, controls: of });
  assert.match(told(eras([1.4, 1.2, 1.6], [0.8, 0.7, 0.9])), /after that it left sooner before December 2009 and stays longer since\.$/);
  assert.match(told(eras([1.4, 1.2, 1.6], [1, 0.9, 1.1])), /after that it depends on the era: it left sooner before December 2009 and does not clearly differ since\.$/);
  assert.match(told(eras([1.4, 1.2, 1.6], [0.8, 0.7, 0.9], ["in", "not in"])), /it depends on the era\.$/);
  assert.match(told(eras([1.2, 0.9, 1.6], [0.8, 0.7, 0.95])), /after that there is no clear difference\.$/);
  assert.match(words.controlTitle(eras([1.4, 1.2, 1.6], [1, 0.9, 1.1])), /once the film has gone it depends on the era/);
  const unknown = { estimate: null, low: null, high: null, n: null, p: null };
  const bare = { ...controls, eras: [], in_cinemas: unknown, after: unknown, overall: unknown };
  assert.deepEqual(words.answer({ ...population, sensitivity: [], controls: bare }).length, 1);
  assert.match(words.controlTitle(bare), /not known/);
  assert.match(words.controlTitle({ ...bare, after: ratio(2, 1.5, 3) }), /nothing is known; once the film has gone it leaves/);
});

test("an order at the median needs intervals that do not meet, and the mean may still tell", () => {
  const { population } = report("usual");
  const title = (film: Estimates, music: Estimates, difference: Estimates) =>
    words.survivalTitle({
      ...population,
      median_life: { film: of(...film), music: of(...music) },
      rmst: [{ years: 5, film: of(0.2, 0.1, 0.3), music: of(0.5, 0.4, 0.6), difference: of(...difference) }],
    });
  type Estimates = [number, number | null, number | null];
  const [f, near, far]: Estimates[] = [[0.15, 0.148, 0.159], [0.17, 0.14, 0.27], [0.5, 0.4, 0.6]];
  const [more, less, none]: Estimates[] = [[0.3, 0.2, 0.4], [-0.3, -0.4, -0.2], [0.1, -0.1, 0.3]];
  assert.equal(
    title(f!, near!, more!),
    "Half of films and half of their music are gone after about two months; what remains of the music lasts longer",
  );
  assert.match(title(f!, near!, less!), /what remains of the films lasts longer$/);
  assert.match(title(f!, near!, none!), /no clear difference in mean life$/);
  assert.match(title(f!, [0.4, 0.1, null], more!), /too near to tell the order; /);
  assert.equal(title(f!, far!, more!), "The film goes first: half the films had ended after 8 weeks, half the music after 26 weeks");
  assert.match(title(far!, f!, less!), /^The music goes first: half the music/);
  assert.match(title(far!, f!, more!), /^Half the music .*; the music lasts longer on the mean$/);
});

test("pair by pair and on the mean may differ, and the answer says so", () => {
  const { population } = report("usual");
  const told = (winRatio: [number, number, number], difference: [number, number, number]) =>
    words.answer({
      ...population,
      sensitivity: [],
      controls: null,
      win_ratio: { ...population.win_ratio, ...of(...winRatio) },
      rmst: [{ years: 5, film: of(0.2, 0.1, 0.3), music: of(0.5, 0.4, 0.6), difference: of(...difference) }],
    })[0] ?? "";
  assert.match(told([1, 0.9, 1.1], [0.3, 0.2, 0.4]), /^Pair by pair neither .*; but music that stays, stays longer: counted up to 5 years, by 16 weeks on the mean\.$/);
  assert.match(told([1, 0.9, 1.1], [0.1, -0.1, 0.3]), /^Pair by pair neither [^;]*\.$/);
  assert.match(told([0.5, 0.4, 0.6], [0.3, 0.2, 0.4]), /; but music that stays/);
  assert.match(told([2, 1.5, 3], [-0.3, -0.4, -0.2]), /; but films that stay/);
  assert.doesNotMatch(told([2, 1.5, 3], [0.3, 0.2, 0.4]), /stays?, stay/);
});

test("words of cinemas and charts are kept for sources that count them", () => {
  const { sources } = report("usual");
  assert.equal(termsOf({ sources: [] }).charted, true);
  assert.equal(termsOf({ sources }).charted, true);
  assert.equal(termsOf({ sources: sources.map((source) => ({ ...source, unit: "index" })) }).charted, false);
  const { population } = report("usual");
  assert.ok(population.controls);
  const neutralTexts = [
    words.headline(population, neutral),
    words.controlTitle({ ...population.controls, eras: [] }, neutral),
    words.ratesTitle(population.controls.hazard, 0.95, neutral),
    words.chartLifeTitle(population.controls, neutral),
  ].join(" ");
  assert.doesNotMatch(neutralTexts, /cinema|chart|album/);
});

test("a lead is counted over all pairs, by lower limits where they were cut off", () => {
  const pair = (years: number, low: number | null, high: number | null) => ({
    ...somePair,
    years,
    years_low: low,
    years_high: high,
    music_censored: high === null,
  });
  const pairs = [pair(14, 9.9, null), ...[1, 2, 3, 4].map(() => pair(5.2, 5.1, 5.3)), pair(6, null, null)];
  assert.equal(words.leads(pairs), "5 of 6 did so by 5 years or more");
  assert.equal(words.leads([pair(0.1, 0, 0.2)]), null);
});

test("a change over decades needs intervals that do not meet", () => {
  const decade = (name: string, estimate: number, low: number, high: number) => ({
    decade: name,
    n: 9,
    outlived: of(estimate, low, high),
    win_ratio: of(1, 1, 1),
  });
  assert.match(
    words.decadeTitle([decade("1990s", 0.8, 0.7, 0.9), decade("2000s", 0.5, 0.4, 0.6)]),
    /most often in the 1990s/,
  );
  assert.match(words.decadeTitle([decade("1990s", 0.8, 0.5, 0.9), decade("2000s", 0.5, 0.4, 0.6)]), /^No clear change/);
});

test("settings that turn the answer are counted", () => {
  const { population } = report("usual");
  const row = { setting: "x", outlived: of(0.5, 0.4, 0.6), win_ratio: of(1, 0.8, 1.2), median_music: of(1, 1, 1) };
  assert.match(words.sensitivityTitle([row], population), /^In 1 of 1 other setting the win ratio’s side changes/);
  assert.match(words.sensitivityTitle([{ ...row, win_ratio: of(2, 1.5, 3) }], population), /^In none of 1 other setting does .* change: the music is ahead/);
});

test("curves are read as steps", () => {
  const step = (time: number, survival: number, at_risk: number) => ({
    time,
    survival,
    at_risk,
    low: null,
    high: null,
    events: 1,
    censored: 0,
  });
  const steps = [step(0, 1, 4), step(1, 0.75, 4), step(2, 0.5, 3), step(3, 0, 2)];
  assert.equal(words.survivalAt(steps, 0.99), 1);
  assert.equal(words.survivalAt(steps, 1), 0.75);
  assert.equal(words.medianOf(steps), 2);
  assert.equal(words.atRisk(steps, 1), 4);
  assert.equal(words.atRisk(steps, 1.5), 3);
  assert.equal(words.atRisk(steps, 9), 0);
});

const bin = (estimate: number | null, exposure: number) => ({
  from: 0,
  to: 1,
  estimate,
  low: null,
  high: null,
  n: estimate === null ? null : Math.round(estimate * exposure),
  exposure,
});

test("a mean rate weighs each age by the weeks seen", () => {
  const pooled = words.earlyRate([bin(0.1, 100), bin(0.3, 300), bin(null, 50)]);
  assert.equal(pooled.estimate, 0.25);
  assert.ok(Math.abs((pooled.low ?? 0) - 0.25 / Math.exp(1.96 / 10)) < 1e-3);
  assert.ok(Math.abs((pooled.high ?? 0) - 0.25 * Math.exp(1.96 / 10)) < 1e-3);
  assert.equal(words.earlyRate([]).estimate, null);
  const none = words.earlyRate([bin(0, 100)]);
  assert.ok(none.low === 0 && Math.abs((none.high ?? 0) - 0.0369) < 1e-4);
});

test("bins with little behind them are left out", () => {
  const wide = { ...bin(0.2, 25), high: 0.95 };
  const all = [bin(0.3, 400), bin(0.9, 10), wide, bin(null, 500)];
  const { drawn, left } = words.drawable(all, all);
  assert.deepEqual(drawn, [all[0]]);
  assert.deepEqual(left, [all[1], wide]);
});

test("no bin of dots mixes the two directions, and none is lost", () => {
  const pairs = [-1, -0.01, 0.01, 0.02, 4, null].map((years) => ({
    ...somePair,
    years,
    film_end: null,
    music_end: null,
  }));
  const dots = stack(pairs, 0.5);
  assert.equal(dots.length, 5);
  for (const dot of dots) assert.equal(Math.sign(dot.years), Math.sign(dot.pair.years ?? 0));
});

test("a page without a report says so, and one with gaps is read", () => {
  assert.throws(() => parse("not yet filled"), NoReport);
  assert.throws(() => parse("[]"), NoReport);
  const bare = parse('{"pairs":[{"film":"F","music":"M","verdict":"odd","film_released":"soon"}]}');
  assert.equal(bare.pairs[0]?.verdict, "undecided");
  assert.equal(bare.pairs[0]?.film_released, null);
  assert.equal(bare.population.n, 1);
  assert.equal(bare.population.controls, null);
  assert.equal(bare.settings.confidence, 0.95);
});
