/**
 * The words for what the sources count. A theatrical run and an album chart have words of their own; for any other sources
 * a life is just a life.
 */

import type { Report, Source } from "./data.ts";

export interface Terms {
  /** Whether film lives are runs in cinemas and music lives are stays on a chart. */
  charted: boolean;
  /** "while the film is …", "While its film is …" */
  filmThere: string;
  stays: string;
  stayed: string;
  leaves: string;
  leave: string;
  /** What soundtracks are compared with, and one of them. */
  others: string;
  other: string;
  filmsStill: string;
  musicStill: string;
  weeksThere: string;
  /** How the table and the tips name the dates of the music. */
  musicBegan: string;
  musicEnded: string;
  /** How exactly the end of a life is known. */
  precision: string;
}

export const charted: Terms = {
  charted: true,
  filmThere: "in cinemas",
  stays: "stays on the chart",
  stayed: "stayed on the chart",
  leaves: "leaves the chart",
  leave: "leave the chart",
  others: "albums",
  other: "album",
  filmsStill: "films still in cinemas",
  musicStill: "their music still on the chart",
  weeksThere: "Weeks on chart",
  musicBegan: "First chart",
  musicEnded: "Last chart",
  precision: "A span is known to within the film’s day and the chart’s week",
};

export const neutral: Terms = {
  charted: false,
  filmThere: "alive",
  stays: "stays alive",
  stayed: "stayed alive",
  leaves: "ends",
  leave: "end",
  others: "works",
  other: "work",
  filmsStill: "films still alive",
  musicStill: "their music still alive",
  weeksThere: "Times seen",
  musicBegan: "Music began",
  musicEnded: "Music ended",
  precision: "A span is known to within the periods that the two sources count",
};

/** The words that the sources of a report allow. A report that names none is taken to be of cinemas and a chart. */
export function termsOf({ sources }: Pick<Report, "sources">): Terms {
  if (sources.length === 0) return charted;
  const all = (role: string, unit: string) => {
    const of = sources.filter((source) => source.role === role);
    return of.length > 0 && of.every((source) => source.unit === unit);
  };
  return all("film", "usd") && all("music", "rank") ? charted : neutral;
}

/** What a source's works are called, and the source in a button. */
const known: Record<string, { works: string; name: string }> = {
  "billboard-200": { works: "albums", name: "Albums (Billboard 200)" },
  "hot-100": { works: "songs", name: "Songs (Hot 100)" },
  "wikimedia-views": { works: "films", name: "views of their Wikipedia articles" },
};

export const worksOf = (source: string): string => known[source]?.works ?? "works";

/** A source by a name for reading: ours where it has one, else the document's title of it, else its own. */
export const sourceName = (source: string, sources: Source[] = []): string =>
  known[source]?.name ?? sources.find(({ name }) => name === source)?.title ?? source;

/** The spans that are followed from year to year. */
export interface SpanTerms {
  name: string;
  /** "the first life" */
  the: string;
  /** "half ..." */
  done: string;
  /** "the hazard of ..." */
  event: string;
}

const spans: Record<string, SpanTerms> = {
  time_to_peak: { name: "Time to peak", the: "the time to the peak", done: "have come to their peak", event: "the peak" },
  first_life: { name: "First life", the: "the first life", done: "have ended their first life", event: "the end" },
  half_life: { name: "Half-life", the: "the half-life", done: "have fallen to half their peak", event: "falling to half" },
  revival: { name: "Return", the: "the wait for a return", done: "have come back within five years", event: "a return" },
};

export const spanTerms = (measure: string): SpanTerms => {
  const name = measure.replace(/_/g, " ");
  return spans[measure] ?? { name, the: `the ${name}`, done: `have ended their ${name}`, event: "the end" };
};

/** Whose attention a cross-section counts, and its colour; by the source's name, else by what it is called. */
export function subjectOf({ source, title }: { source: string; title: string }): { name: string; colour: string } {
  if (/song|music|track|album/i.test(source + title)) return { name: "songs", colour: "var(--music)" };
  if (/film|movie|wikimedia/i.test(source + title)) return { name: "films", colour: "var(--film)" };
  return { name: title, colour: "var(--other)" };
}

/** The laws by which attention may fade. */
const laws: Record<string, string> = {
  exponential: "exponential",
  power: "power law",
  power_law: "power law",
  log_normal: "log-normal",
  lognormal: "log-normal",
  two_phase: "two-phase",
};

export const lawName = (model: string): string => laws[model.replace(/-/g, "_")] ?? model.replace(/_/g, " ");
