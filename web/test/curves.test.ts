import assert from "node:assert/strict";
import { test } from "node:test";
import { makeSample } from "../sample/make-sample.mjs";
import { curves, type Escape, type Measure, type Score } from "../src/curves/data.ts";
import * as words from "../src/curves/words.ts";
import { parse } from "../src/data.ts";

const sample = () => parse(JSON.stringify(makeSample("usual"))).curves;
const spaced = (text: string) => text.replace(/[\u202f\u00a0]/g, " ");
const of = (estimate: number | null, low: number | null = null, high: number | null = null) => ({
  estimate,
  low,
  high,
  n: 10,
});

test("a document without curves, or with parts that hold nothing, has none", () => {
  const none = { decay: [], escape: null, revivals: [], speed: [], forecast: [] };
  for (const value of [
    undefined,
    null,
    3,
    [],
    {},
    { speed: [{}], decay: {}, escape: { escapes: [{}] }, revivals: [{}], forecast: [{}] },
  ])
    assert.deepEqual(curves(value), none);
  assert.deepEqual(parse(JSON.stringify(makeSample("small"))).curves, none);
});

test("every part of the sample is read", () => {
  const { decay, escape, revivals, speed, forecast } = sample();
  assert.deepEqual(
    [decay.length, escape?.escapes.length, revivals.length, speed.length, forecast.length],
    [2, 28, 2, 2, 2],
  );
  assert.equal(speed[0]?.measures[1]?.groups[0]?.segments.length, 4);
  assert.equal(decay[0]?.at_0.estimate, 9.55);
  assert.equal(forecast[0]?.scores[0]?.horizon, 1);
  assert.deepEqual(revivals[0]?.revivals[0]?.placements[1]?.days, [-20, 344]);
  assert.equal(escape?.notes.length, 1);
});

test("a cross-section set beside another is read after it", () => {
  const [one] = makeSample("usual").curves.decay;
  const two = curves({ decay: [{ ...one, beside: { ...one, name: "films" } }] }).decay;
  assert.deepEqual(
    two.map(({ title }) => title),
    [one.name, "films"],
  );
});

const measure = (...ratios: [number, number, number][][]): Measure => ({
  measure: "first_life",
  unit: "weeks",
  differ_p: null,
  groups: ratios.map((segments, i) => ({
    group: ratios.length === 1 ? "all" : (["soundtracks", "others"][i] ?? ""),
    n: 10,
    years: [],
    segments: segments.map(([estimate, low, high], k) => ({
      from: `${2000 + 10 * k}-12-05`,
      to: `${2010 + 10 * k}-12-04`,
      ratio: of(estimate, low, high),
    })),
    breaks: [],
    changed_p: 0.01,
    cannot_tell: null,
  })),
});

test("speed: a trend is named only where its interval leaves out one", () => {
  const longer: [number, number, number] = [0.5, 0.4, 0.6];
  const shorter: [number, number, number] = [2, 1.5, 3];
  const unclear: [number, number, number] = [1.2, 0.9, 1.6];
  assert.equal(
    words.speedTitle(measure([unclear, longer], [longer, unclear]), "albums"),
    "Since December 2010 the first life gets longer for soundtracks and shows no clear trend for other albums",
  );
  assert.equal(words.speedTitle(measure([shorter]), "songs"), "The first life gets shorter for songs");
  assert.equal(
    words.speedTitle(measure([shorter, unclear], [shorter, unclear]), "albums"),
    "Until December 2010 the first life got shorter for soundtracks and other albums; since then there is no clear trend",
  );
  assert.match(words.speedTitle(measure([]), "songs"), /too few songs to tell a trend/);
});

test("decay: whose memory lasts is said only of times whose intervals do not meet", () => {
  const [songs, films] = sample().decay;
  assert.ok(songs && films);
  const title = (half: [number, number, number][], tenth: [number, number, number][]) =>
    spaced(
      words.decayTitle(
        [songs, films].map((one, i) => ({ ...one, half_life: of(...half[i]!), tenth: of(...tenth[i]!) })),
      ),
    );
  assert.equal(
    title(
      [
        [2, 1, 3],
        [2.5, 2, 4],
      ],
      [
        [40, 30, 50],
        [10, 5, 20],
      ],
    ),
    "A tenth is left of songs for longer: after 40 years (30 to 50 years), of films after 10 years (5 to 20 years); the half-lives are too near to tell",
  );
  assert.match(
    title(
      [
        [2, 1, 3],
        [2.5, 2, 4],
      ],
      [
        [40, 30, 50],
        [35, 5, 45],
      ],
    ),
    /cannot be told/,
  );
  assert.match(
    title(
      [
        [2, 1, 3],
        [6, 5, 7],
      ],
      [
        [40, 30, 50],
        [10, 5, 20],
      ],
    ),
    /^Half is gone sooner of songs than of films, and yet a tenth is left for longer/,
  );
  assert.match(words.decayTitle([songs]), /^The attention to songs falls to half in .* and to a tenth in/);
});

test("escape: pairs that are refused are not counted as judged", () => {
  const all = sample().escape?.escapes ?? [];
  assert.match(
    words.escapesTitle(all),
    /^In 1\d of 20 pairs the music has escaped its film; in \d it has not, in 1 that cannot be told$/,
  );
  assert.equal(
    words.escapesTitle(all.filter(({ refused }) => refused !== null)),
    "No pair of film and music can be judged",
  );
  const one = all.find(({ date }) => date.estimate !== null) as Escape;
  assert.match(words.pathTitle(one, "May 2020"), /for good in May 2020$/);
  assert.match(
    words.pathTitle({ ...one, date: { estimate: null, low: null, high: null, n: 3 } }, ""),
    /ahead from the first month$/,
  );
});

test("forecast: better is said only where the interval lies above none", () => {
  const [score] = sample().forecast[0]?.scores ?? [];
  const title = (...gains: [number, number, number][]) =>
    spaced(
      words.scoresTitle(
        gains.map((gain) => ({ ...(score as Score), gain: of(...gain) })),
        "songs",
      ),
    );
  assert.match(title([0.16, 0.08, 0.23], [0.2, 0.1, 0.3]), /err 16 to 20 % less .* clearly so on all 2 days/);
  assert.match(title([0.16, -0.1, 0.3], [0.2, 0.1, 0.3]), /on 1 of 2 days$/);
  assert.match(title([0.16, -0.1, 0.3]), /not clearly better/);
});

test("revivals: the largest is one that no season explains", () => {
  const [all] = sample().revivals;
  assert.match(words.revivalsTitle(all?.revivals ?? []), /^The largest return that no season explains: “/);
  assert.match(words.revivalsTitle((all?.revivals ?? []).filter(({ seasonal }) => seasonal)), /^The largest return: “/);
});
