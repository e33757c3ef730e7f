import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pair } from "../src/data.ts";
import {
  brief,
  count,
  day,
  difference,
  duration,
  durationAtMost,
  fineDuration,
  interval,
  percent,
  range,
  ratio,
  share,
  signedSpan,
  span,
  withRange,
} from "../src/format.ts";
import { somePair } from "./some.ts";

/** A narrow no-break space is hard to see in a test. */
const spaced = (text: string | null) => text?.replace(/\u202f/g, " ");
const of = (estimate: number | null, low: number | null, high: number | null) => ({ estimate, low, high, n: 10 });

test("a share is a whole percentage that is never rounded to none or all", () => {
  assert.equal(spaced(percent(0.7213)), "72 %");
  assert.equal(spaced(percent(0.001)), "under 1 %");
  assert.equal(spaced(percent(0.998)), "over 99 %");
  assert.equal(spaced(percent(0)), "0 %");
  assert.equal(spaced(percent(1)), "100 %");
  assert.equal(percent(null), "–");
});

test("a share of pairs has a decimal, as in the findings", () => {
  assert.equal(spaced(share(0.49452554)), "49.5 %");
  assert.equal(spaced(share(0.0001)), "under 0.1 %");
  assert.equal(spaced(share(0.99999)), "over 99.9 %");
  assert.equal(spaced(share(0)), "0 %");
  assert.equal(share(null), "–");
});

test("a mean life is told to a tenth of a week while it is short", () => {
  assert.equal(fineDuration(0.1506), "7.9 weeks");
  assert.equal(fineDuration(0.6), "31.3 weeks");
  assert.equal(fineDuration(null), "–");
});

test("a length that is not exceeded is rounded up", () => {
  assert.equal(durationAtMost(1.2 / 52.18), "2 weeks");
  assert.equal(durationAtMost(1.01), "1.1 years");
});

test("a span is told in the unit that suits its length", () => {
  assert.equal(duration(3 / 365.25), "3 days");
  assert.equal(duration(1 / 365.25), "1 day");
  assert.equal(duration(9 / 52.18), "9 weeks");
  assert.equal(duration(0.995), "1 year");
  assert.equal(duration(2.34), "2.3 years");
  assert.equal(duration(-2.34), "2.3 years");
  assert.equal(duration(null), "–");
});

test("a difference keeps its sign, and none has none", () => {
  assert.equal(difference(2.34), "+2.3 years");
  assert.equal(difference(-9 / 52.18), "−9 weeks");
  assert.equal(difference(0), "0 days");
});

test("an interval names a shared unit once and an open end in words", () => {
  assert.equal(spaced(range(of(0.5, 0.41, 0.58), percent)), "41 to 58 %");
  assert.equal(range(of(1, 0.5, 1.5), duration), "26 weeks to 1.5 years");
  assert.equal(range(of(1, 0.17, 0.35), duration), "9 to 18 weeks");
  assert.equal(range(of(1, -0.17, 0.35), difference), "−9 to +18 weeks");
  assert.equal(range(of(1, 2, null), ratio), "from 2.00 up");
  assert.equal(range(of(1, null, 2), ratio), "up to 2.00");
  assert.equal(range(of(1, null, null), ratio), null);
  assert.equal(spaced(interval(of(1, null, null), ratio, 0.95)), "no interval");
  assert.equal(spaced(withRange(of(0.5, 0.41, 0.58), percent)), "50 % (41 to 58 %)");
});

test("a cut-off life gives a span of at least so much", () => {
  const open: Pair = {
    ...somePair,
    verdict: "outlived",
    years: 7.6,
    years_low: 7.4,
    years_high: null,
    music_censored: true,
  };
  assert.equal(span(open), "at least 7.4 years");
  assert.equal(signedSpan(open), "≥ +7.4 years");
  const film: Pair = {
    ...somePair,
    verdict: "outlasted",
    years: -0.2,
    years_low: null,
    years_high: -0.2,
    film_censored: true,
  };
  assert.equal(span(film), "at least 10 weeks");
  assert.equal(signedSpan(film), "≥ −10 weeks");
  for (const pair of [{ ...open, years_low: null }, { ...film, years_high: null }]) {
    assert.equal(span(pair), "not known");
    assert.equal(signedSpan(pair), "not known");
    assert.equal(brief(signedSpan(pair)), "?");
  }
  assert.equal(span({ ...somePair, verdict: "undecided" }), "not known");
  assert.equal(signedSpan({ ...somePair, verdict: "outlasted", years: -0.2 }), "−10 weeks");
});

test("numbers and dates are set for reading", () => {
  assert.equal(spaced(count(1234567)), "1 234 567");
  assert.equal(count(3228), "3228");
  assert.equal(day("2004-07-09"), "9 Jul 2004");
  assert.equal(day(null), "–");
});
