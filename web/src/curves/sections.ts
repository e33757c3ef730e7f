/** The sections of the page that show curves, each only where the document holds its part. */

import type { Report } from "../data.ts";
import { decayExhibit } from "./decay.ts";
import { escapeExhibits } from "./escape.ts";
import { forecastExhibits } from "./forecast.ts";
import { revivalsExhibit } from "./revivals.ts";
import { speedExhibit } from "./speed.ts";

export interface CurveSection {
  id: string;
  title: string;
  content: HTMLElement[];
}

export function curveSections(report: Report): CurveSection[] {
  const { decay, escape, revivals, speed, forecast } = report.curves;
  return [
    {
      id: "decay",
      title: "Decay: whose memory lasts?",
      content: decay.length > 0 ? [decayExhibit(decay, report)] : [],
    },
    { id: "escape", title: "Escape: music without its film", content: escape ? escapeExhibits(escape, report) : [] },
    {
      id: "revivals",
      title: "Revivals: what came back",
      content: revivals.length > 0 ? [revivalsExhibit(revivals, report)] : [],
    },
    {
      id: "speed",
      title: "Speed: is everything over sooner?",
      content: speed.length > 0 ? [speedExhibit(speed, report)] : [],
    },
    {
      id: "forecast",
      title: "Forecast: what will be back?",
      content: forecast.length > 0 ? forecastExhibits(forecast, report) : [],
    },
  ].filter(({ content }) => content.length > 0);
}

/** Whose methods the curves rest on. */
export function curveMethods({ curves }: Report): string[] {
  const { decay, escape, revivals, forecast } = curves;
  return [
    decay.length > 0 && "Candia et al. 2019 (decay)",
    escape && "Harvey 1989 (escape)",
    revivals.length > 0 && "Crane & Sornette 2008, Ke et al. 2015 (revivals)",
    forecast.length > 0 && "Prentice & Gloeckler 1978, Brier 1950 (forecasts)",
  ].filter((method): method is string => typeof method === "string");
}
