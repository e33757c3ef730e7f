/** What the figures of the curves say, each in a sentence computed from the data; see `../words.ts` for the rule. */

import { count, duration, month, percent, range, share, withRange } from "../format.ts";
import { spanTerms, subjectOf } from "../terms.ts";
import { liesBelow, quoted, side, type Side } from "../words.ts";
import type { Comeback, Decay, Escape, Measure, Revival, Score, SpeedGroup } from "./data.ts";

/** "a, b and c" */
export const listed = (items: string[]): string =>
  items.length < 2 ? (items[0] ?? "") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;

/** How a group of works is called: "soundtracks", "other albums", "albums". */
export const groupName = (group: string, works: string): string =>
  group === "others" ? `other ${works}` : group === "all" ? works : group;

/** Where the last stretch of a trend goes. A hazard ratio above one brings the end sooner. */
const lately = ({ segments }: SpeedGroup): Side | null => {
  const last = segments.at(-1);
  return last === undefined || last.ratio.estimate === null ? null : side(last.ratio, 1);
};

const paces: Record<Side, string> = { above: "gets shorter", below: "gets longer", unclear: "shows no clear trend" };

/** "Since December 2014 the first life gets longer for soundtracks and shows no clear trend for other albums". */
export function speedTitle(measure: Measure, works: string): string {
  const { the } = spanTerms(measure.measure);
  const known = measure.groups.filter((group) => lately(group) !== null);
  const subject = `${the.charAt(0).toUpperCase()}${the.slice(1)}`;
  if (known.length === 0) return `${subject} by year of entry: too few ${works} to tell a trend`;
  const begins = [
    ...new Set(known.map((group) => (group.segments.length > 1 ? (group.segments.at(-1)?.from ?? "") : ""))),
  ];
  const since = begins.length === 1 && begins[0] ? `Since ${month(begins[0])} ${the}` : subject;
  const by = (pace: Side) =>
    known.filter((group) => lately(group) === pace).map((group) => groupName(group.group, works));
  const before = known.map(({ segments }) => segments.at(-2)).map((was) => (was ? side(was.ratio, 1) : "unclear"));
  const was = before[0] ?? "unclear";
  if (
    by("unclear").length === known.length &&
    was !== "unclear" &&
    begins.length === 1 &&
    before.every((one) => one === was) &&
    known.every(({ changed_p }) => changed_p !== null && changed_p < 0.05)
  )
    return `Until ${month(begins[0] ?? "")} ${the} got ${was === "above" ? "shorter" : "longer"} for ${listed(by("unclear"))}; since then there is no clear trend`;
  const clauses = (["above", "below", "unclear"] as const)
    .filter((pace) => by(pace).length > 0)
    .map((pace) => `${paces[pace]} for ${listed(by(pace))}`);
  return `${since} ${listed(clauses)}`;
}

export const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Whose memory lasts, where the intervals of two cross-sections tell them apart. */
export function decayTitle(all: Decay[]): string {
  const named = all.map((of) => ({ ...of, name: subjectOf(of).name }));
  const told = ({ name, half_life, tenth }: (typeof named)[number]) =>
    [
      half_life.estimate === null ? null : `to half in ${withRange(half_life, duration)}`,
      tenth.estimate === null ? null : `to a tenth in ${withRange(tenth, duration)}`,
    ]
      .filter((part) => part !== null)
      .join(" and ") || `by a law that cannot be told for ${name}`;
  const [a, b] = named;
  if (a === undefined) return "";
  if (b === undefined) return `The attention to ${a.name} falls ${told(a)}`;
  const longer = (key: "half_life" | "tenth") => (liesBelow(a[key], b[key]) ? b : liesBelow(b[key], a[key]) ? a : null);
  const [half, tenth] = [longer("half_life"), longer("tenth")];
  const both = (key: "half_life" | "tenth", first: typeof a) =>
    `${withRange(first[key], duration)}, of ${(first === a ? b : a).name} after ${withRange((first === a ? b : a)[key], duration)}`;
  if (half === null && tenth === null)
    return `Whose memory lasts longer, that of ${a.name} or of ${b.name}, cannot be told from these`;
  if (half !== null && tenth !== null && half !== tenth)
    return `Half is gone sooner of ${tenth.name} than of ${half.name}, and yet a tenth is left for longer: after ${both("tenth", tenth)}`;
  const who = tenth ?? half ?? a;
  const what = tenth === null ? "Half" : "A tenth";
  const open =
    half === null
      ? "; the half-lives are too near to tell"
      : tenth === null
        ? "; the times to a tenth are too near to tell"
        : "";
  return `${what} is left of ${who.name} for longer: after ${both(tenth === null ? "half_life" : "tenth", who)}${open}`;
}

const times = (n: number): string => `${count(n)} ${n === 1 ? "pair" : "pairs"}`;

/** How many pairs escaped, of those that could be judged at all. */
export function escapesTitle(all: Escape[]): string {
  const judged = all.filter(({ refused }) => refused === null);
  const by = (escaped: Escape["escaped"]) => judged.filter((one) => one.escaped === escaped).length;
  if (judged.length === 0) return "No pair of film and music can be judged";
  const rest = [
    by("no") > 0 && `in ${count(by("no"))} it has not`,
    by("cannot tell") > 0 && `in ${count(by("cannot tell"))} that cannot be told`,
  ].filter((part) => part !== false);
  const end = rest.length > 0 ? `; ${rest.join(", ")}` : "";
  return `In ${count(by("yes"))} of ${times(judged.length)} the music has escaped its film${end}`;
}

/** What the path of one pair says. */
export function pathTitle(one: Escape, dates: string): string {
  const name = `“${one.pair}”`;
  if (one.ratio.length === 0) return `${name} cannot be followed`;
  if (one.escaped === "no") return `${name}: the music has not escaped its film`;
  if (one.escaped === "cannot tell") return `${name}: whether the music has escaped cannot be told`;
  return one.date.estimate === null
    ? `${name}: the music was ahead from the first month`
    : `${name}: the music passed its film for good in ${dates}`;
}

/** The largest return, of those that no season explains where there are any. */
export function largestReturn(all: Revival[]): Revival | undefined {
  const bySize = [...all].sort((a, b) => (b.size ?? 0) - (a.size ?? 0));
  return bySize.find(({ seasonal }) => seasonal === false) ?? bySize[0];
}

export function revivalsTitle(all: Revival[]): string {
  const largest = largestReturn(all);
  if (largest === undefined) return "Nothing came back";
  const who = largest.performer === null ? "" : ` by ${largest.performer}`;
  const what = largest.seasonal === false ? "The largest return that no season explains" : "The largest return";
  return `${what}: ${quoted(largest.title)}${who} in ${month(largest.begins)}`;
}

/** Whether the model did better than the table on every day, and whether its promises were kept. */
export function scoresTitle(scores: Score[], works: string): string {
  const known = scores.filter(({ gain }) => gain.estimate !== null);
  if (known.length === 0) return `No forecast of ${works} has come to its day yet`;
  const better = known.filter(({ gain }) => side(gain, 0) === "above").length;
  const gains = known.map(({ gain }) => gain.estimate ?? 0);
  const days =
    known.length === 1
      ? `as of ${month(known[0]?.as_of ?? "")}`
      : `on ${better === known.length ? "all" : `${count(better)} of`} ${count(known.length)} days`;
  const table = "a plain table of age, silence and returns";
  if (better === 0) return `The forecasts are not clearly better than ${table}`;
  const [low, high] = [Math.min(...gains), Math.max(...gains)].map((gain) => percent(gain));
  const by =
    low === high ? low : range({ estimate: null, low: Math.min(...gains), high: Math.max(...gains), n: null }, percent);
  return better === known.length
    ? `The forecasts of ${works} err ${by} less than ${table}, ${known.length === 1 ? "" : "clearly so "}${days}`
    : `The forecasts of ${works} err clearly less than ${table} ${days}`;
}

/** A probability: no promise is certain, however near it was rounded. */
export const chance = (value: number | null): string => share(value === 1 ? 0.9999 : value);

/** The most likely comeback of those that were not there. */
export function comebackTitle(all: Comeback[], years: number, works: string): string {
  const first = all.find(({ on_chart }) => on_chart === false) ?? all.find(({ on_chart }) => on_chart === null);
  if (first === undefined) return `The ${works} most likely to be seen within ${duration(years)}`;
  const who = first.performer === null ? "" : ` by ${first.performer}`;
  return `Most likely to be ${first.on_chart === null ? "seen" : "back"} within ${duration(years)}: ${quoted(first.title)}${who}, ${withRange(first.probability, chance)}`;
}
