/** Numbers and dates as a reader wants them. Units stand after a narrow no-break space where they are signs. */

import { isOpen, sureLength, type Estimate, type Pair } from "./data.ts";

const thin = "\u202f";
const minus = "\u2212";
const weeksPerYear = 365.25 / 7;

export const unknown = "–";

/** 1234 → "1 234" with a thin space, from five digits on, so that years of four digits never get one. */
export function count(value: number | null): string {
  if (value === null) return unknown;
  const digits = String(Math.round(value));
  return digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+$)/g, thin);
}

/** 0.7213 → "72 %". A share that is neither none nor all is never rounded to either. */
export function percent(share: number | null): string {
  if (share === null) return unknown;
  const of = share * 100;
  if (of > 0 && of < 0.5) return `under 1${thin}%`;
  if (of < 100 && of > 99.5) return `over 99${thin}%`;
  return `${Math.round(of)}${thin}%`;
}

/** A share of pairs, to a decimal: 0.4945 → "49.5 %". What is neither none nor all is never rounded to either. */
export function share(value: number | null): string {
  if (value === null) return unknown;
  const of = value * 100;
  if (of === 0 || of === 100) return `${of}${thin}%`;
  if (of < 0.05) return `under 0.1${thin}%`;
  if (of > 99.95) return `over 99.9${thin}%`;
  return `${of.toFixed(1)}${thin}%`;
}

/** A small rate such as a weekly hazard: 0.0432 → "4.3 %". */
export function rate(value: number | null): string {
  if (value === null) return unknown;
  return `${(value * 100).toFixed(value < 0.001 ? 2 : 1)}${thin}%`;
}

/** A ratio: three significant digits at most, two decimals at most. */
export function ratio(value: number | null): string {
  if (value === null) return unknown;
  if (value >= 100) return count(value);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A number that may be negative, as a ratio is shown. */
export const signed = (value: number | null): string =>
  value === null ? unknown : `${value < 0 ? minus : ""}${ratio(Math.abs(value))}`;

/** A share that may be negative, in whole hundredths. */
export function signedShare(value: number | null): string {
  if (value === null) return unknown;
  const of = Math.round(value * 100);
  return `${of < 0 ? minus : ""}${Math.abs(of)}${thin}%`;
}

const plural = (value: string, unit: string): string => `${value} ${unit}${value === "1" ? "" : "s"}`;

/** The length of a span without its sign: days below two weeks, weeks below a year, then years to a decimal. */
export function duration(years: number | null): string {
  if (years === null) return unknown;
  const length = Math.abs(years);
  const weeks = length * weeksPerYear;
  if (weeks < 2) return plural(String(Math.round(length * 365.25)), "day");
  if (weeks < 51.5) return plural(String(Math.round(weeks)), "week");
  return plural(length.toFixed(1).replace(/\.0$/, ""), "year");
}

/** A mean or a median, whose interval may be narrower than a week: below a year, weeks to a decimal. */
export function fineDuration(years: number | null): string {
  const weeks = years === null ? 0 : Math.abs(years) * weeksPerYear;
  return weeks < 2 || weeks >= 51.5 ? duration(years) : plural(weeks.toFixed(1), "week");
}

/** A length that the given one does not exceed: whole weeks below a year, then tenths of a year, rounded up. */
export function durationAtMost(years: number): string {
  const weeks = Math.ceil(Math.abs(years) * weeksPerYear - 1e-6);
  return weeks < 51.5 ? plural(String(weeks), "week") : duration(Math.ceil(Math.abs(years) * 10 - 1e-6) / 10);
}

/** A length with a sign, for a difference that may go either way. */
export function difference(years: number | null): string {
  if (years === null) return unknown;
  const length = duration(years);
  if (/^0 /.test(length)) return length;
  return `${years < 0 ? minus : "+"}${length}`;
}

/** The narrowest form, for the margin of a chart: "9 w", "2.3 y". */
export function brief(text: string): string {
  return text
    .replace(/not known/, "?")
    .replace(/at least /, "≥")
    .replace(/ days?/, `${thin}d`)
    .replace(/ weeks?/, `${thin}w`)
    .replace(/ years?/, `${thin}y`);
}

/** What stands after the number: " weeks", "\u202f%". */
const unitOf = (text: string): string => /\D*$/.exec(text)?.[0] ?? "";

/** "52 to 61 %", "9 weeks to 1.2 years"; an end without bound is said in words. Null when neither end is known. */
export function range(of: Estimate, show: (value: number | null) => string): string | null {
  if (of.low === null && of.high === null) return null;
  if (of.high === null) return `from ${show(of.low)} up`;
  if (of.low === null) return `up to ${show(of.high)}`;
  const [low, high] = [show(of.low), show(of.high)];
  if (low === high) return high;
  const unit = unitOf(high);
  return unit !== "" && unitOf(low) === unit ? `${low.slice(0, -unit.length)} to ${high}` : `${low} to ${high}`;
}

/** "95 % interval 52 to 61 %", or a word that there is none. */
export function interval(of: Estimate, show: (value: number | null) => string, confidence: number): string {
  const ends = range(of, show);
  return ends === null ? "no interval" : `${percent(confidence)} interval ${ends}`;
}

/** "57 % (52 to 61 %)", for tables. */
export function withRange(of: Estimate, show: (value: number | null) => string): string {
  const ends = range(of, show);
  return ends === null ? show(of.estimate) : `${show(of.estimate)} (${ends})`;
}

/** How far apart the two ends of a pair lie, in words that respect what was not seen. */
export function span(pair: Pair): string {
  const length = sureLength(pair);
  if (length === null) return "not known";
  return isOpen(pair) ? `at least ${duration(length)}` : duration(length);
}

/** The span with its direction as a sign, for the table: "≥ +7.4 years". */
export function signedSpan(pair: Pair): string {
  const length = sureLength(pair);
  if (length === null) return "not known";
  const sign = pair.verdict === "tied" ? "" : pair.verdict === "outlasted" ? minus : "+";
  return `${isOpen(pair) ? "≥ " : ""}${sign}${duration(length)}`;
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "2004-07-09" → "9 Jul 2004". */
export function day(date: string | null): string {
  if (date === null) return unknown;
  const [year, month, of] = date.split("-");
  return `${Number(of)} ${months[Number(month) - 1] ?? month} ${year}`;
}

/** "2004-07-09" → "Jul 2004". */
export const monthYear = (date: string): string => day(date).replace(/^\d+ /, "");

const longMonths =
  "January February March April May June July August September October November December".split(" ");

/** "2009-12-05" → "December 2009". */
export const month = (date: string): string => `${longMonths[Number(date.slice(5, 7)) - 1] ?? ""} ${date.slice(0, 4)}`.trim();

/** Every date in a text, as it is read: "before 2009-12-05" → "before 5 Dec 2009". */
export const withDays = (text: string): string => text.replace(/\b\d{4}-\d{2}-\d{2}\b/g, day);

/** A p-value as it is commonly given. */
export function pValue(p: number | null): string {
  if (p === null) return unknown;
  return p < 0.001 ? "p < 0.001" : `p = ${p < 0.1 ? p.toFixed(3) : p.toFixed(2)}`;
}

/** A place on an axis of years: "0", "1 wk", "3 mo", "1 yr", "20". */
export function yearTick(years: number): string {
  const sign = years < 0 ? minus : "";
  const length = Math.abs(years);
  if (length === 0) return "0";
  if (length < 1) return `${sign}${Math.round(length * 12)} mo`;
  return `${sign}${length} y`;
}
