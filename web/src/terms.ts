/**
 * The words for what the sources count. A theatrical run and an album chart have words of their own; for any other sources
 * a life is just a life.
 */

import type { Report } from "./data.ts";

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
