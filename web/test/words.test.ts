import assert from "node:assert/strict";
import { test } from "node:test";
import { stack } from "../src/charts/spans.ts";
import { NoReport, parse, type Report } from "../src/data.ts";
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
    /^Film music usually outlives its film: it did in 71 % of 538 pairs\. While its film is in cinemas a soundtrack stays /,
  );
  assert.match(
    spaced(words.headline(report("reversed").population)),
    /^Film music rarely outlives its film: it did in 21 % .*\. While its film is in cinemas .* after that it leaves sooner\.$/,
  );
  assert.match(words.headline(report("unclear").population), /^Neither clearly outlives the other/);
  assert.match(words.headline(report("small").population), /of 6 pairs/);
  const one = { ...report("small").population, n: 1, outlived: { ...of(1, 0.2, 1), count: 1 } };
  assert.equal(words.headline(one), "In the one pair measured, the music outlived its film.");
  assert.equal(words.headline(report("empty").population), "There are no pairs of film and music to compare yet.");
});

test("the control's title follows both intervals", () => {
  const { controls } = report("usual").population;
  assert.ok(controls);
  const title = (during: [number, number, number], after: [number, number, number]) =>
    words.controlTitle({ ...controls, in_cinemas: ratio(...during), after: ratio(...after) });
  assert.match(
    title([0.7, 0.6, 0.8], [1.2, 1.1, 1.3]),
    /in cinemas a soundtrack leaves the chart later.*gone it leaves the chart sooner/,
  );
  assert.match(
    title([0.7, 0.6, 0.8], [0.8, 0.7, 0.9]),
    /^A soundtrack leaves the chart later than matched albums, while/,
  );
  assert.match(title([0.9, 0.7, 1.1], [1.1, 0.9, 1.3]), /neither clearly sooner nor later/);
  assert.match(title([0.9, 0.7, 1.1], [1.2, 1.1, 1.3]), /does not clearly differ .* sooner/);
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
  assert.match(words.sensitivityTitle([row], population), /hangs on the settings: in 1 of 1/);
  assert.match(words.sensitivityTitle([{ ...row, win_ratio: of(2, 1.5, 3) }], population), /does not hang/);
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

test("a mean rate weighs each age by the weeks seen", () => {
  const bin = (estimate: number | null, exposure: number) => ({
    from: 0,
    to: 1,
    estimate,
    low: null,
    high: null,
    n: 1,
    exposure,
  });
  assert.equal(words.earlyRate([bin(0.1, 100), bin(0.3, 300), bin(null, 50)]), 0.25);
  assert.equal(words.earlyRate([]), null);
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
