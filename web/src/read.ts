/** Reading a document that may lack anything: what is absent or of another kind becomes null or empty. */

/** Carries its interval and its number of observations. A null is "unknown" or, as an end, "without bound". */
export interface Estimate {
  estimate: number | null;
  low: number | null;
  high: number | null;
  n: number | null;
}

export type Json = Record<string, unknown>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const object = (value: unknown): Json => (isObject(value) ? value : {});
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const number = (value: unknown): number | null =>
  typeof value === "number" && Number.isFinite(value) ? value : null;
export const text = (value: unknown): string | null => (typeof value === "string" && value !== "" ? value : null);
export const date = (value: unknown): string | null =>
  typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null;
export const sentences = (value: unknown): string[] =>
  list(value).filter((s): s is string => typeof s === "string" && s !== "");

export function estimate(value: unknown): Estimate {
  if (typeof value === "number") return { estimate: number(value), low: null, high: null, n: null };
  const of = object(value);
  return { estimate: number(of.estimate), low: number(of.low), high: number(of.high), n: number(of.n) };
}

/** The objects of a list, each read by `read`; those that it answers with null are left out. */
export const each = <T>(value: unknown, read: (of: Json) => T | null): T[] =>
  list(value)
    .filter(isObject)
    .flatMap((of) => read(of) ?? []);
