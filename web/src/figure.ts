/** The frame of a figure: its title says what it shows, its caption on what grounds, its table says it without a picture. */

import { csvOf, download, type Cell } from "./csv.ts";
import { h, plainTable, refill, type Child } from "./dom.ts";

export interface Exhibit {
  title: string;
  /** The picture in words, for those who do not see it. */
  label: string;
  draw: (width: number) => Element;
  caption: Child[];
  key?: { name: string; colour: string; open?: boolean }[];
  controls?: HTMLElement;
  /** The figures behind the picture. Made when it is first opened. */
  table?: () => { head: string[]; rows: string[][] };
  below?: Child[];
  /** What was found, in sentences: not everybody sees the picture. */
  found?: string[];
  /** The same figures unrounded, to take away: a head and its rows. */
  csv?: () => { name: string; rows: Cell[][] };
}

interface Drawn {
  mount: HTMLElement;
  draw: (width: number) => Element;
  width: number;
}

const drawn = new Map<Element, Drawn>();
let number = 0;

function redraw(figure: Drawn, width: number): void {
  figure.width = width;
  figure.mount.replaceChildren(figure.draw(width));
}

const observer = new ResizeObserver((entries) => {
  // In the next frame: a chart that changes its own height must not resize within this one.
  requestAnimationFrame(() => {
    for (const { target } of entries) {
      const figure = drawn.get(target);
      const width = Math.floor(target.clientWidth);
      if (figure && width > 0 && width !== figure.width) redraw(figure, width);
    }
  });
});

/** Draws all figures for a sheet of paper, and afterwards for the screen again. */
export function followPrinting(paperWidth: number): void {
  window.addEventListener("beforeprint", () => drawn.forEach((figure) => redraw(figure, paperWidth)));
  window.addEventListener("afterprint", () =>
    drawn.forEach((figure) => redraw(figure, Math.floor(figure.mount.clientWidth))),
  );
}

/** Draws every figure that stands in the page by now. */
export function drawAll(): void {
  const widths = [...drawn.values()].map((figure) => Math.floor(figure.mount.clientWidth));
  [...drawn.values()].forEach((figure, i) => {
    redraw(figure, widths[i] ?? 0);
    observer.observe(figure.mount);
  });
}

export interface Figure {
  element: HTMLElement;
  /** Draws again with the same width, after a control has changed what is shown and perhaps what is said of it. */
  update: (said?: Partial<Pick<Exhibit, "title" | "label" | "key" | "caption" | "below" | "found">>) => void;
}

export function figure(exhibit: Exhibit): Figure {
  const id = `figure-${++number}`;
  const mount = h("div", { class: "chart", role: "img", "aria-label": exhibit.label });
  const state: Drawn = { mount, draw: exhibit.draw, width: 0 };
  drawn.set(mount, state);

  const details =
    exhibit.table && h("details", { class: "numbers" }, h("summary", {}, "The numbers behind this figure"));
  const fill = () => {
    if (!details || !exhibit.table) return;
    const { head, rows } = exhibit.table();
    details.querySelector(".box")?.remove();
    details.append(
      h(
        "div",
        { class: "box", tabindex: 0, role: "region", "aria-label": `Numbers of figure ${id.slice(7)}` },
        plainTable(exhibit.title, head, rows),
      ),
    );
  };
  details?.addEventListener("toggle", () => details.open && fill());

  const title = h("h3", { id: `${id}-title`, "aria-live": exhibit.controls ? "polite" : null }, exhibit.title);
  const key = exhibit.key && h("ul", { class: "key", "aria-label": "Key" }, keyItems(exhibit.key));
  const caption = h("figcaption", {}, exhibit.caption);
  const below = exhibit.below && h("div", { class: "below" }, exhibit.below);
  const found = exhibit.found && h("div", {}, inSentences(exhibit.found));
  const { csv } = exhibit;

  const element = h(
    "figure",
    { id, "aria-labelledby": `${id}-title` },
    h("p", { class: "kicker" }, `Figure ${number}`),
    title,
    exhibit.controls,
    key,
    mount,
    below,
    caption,
    details,
    found,
    csv &&
      h(
        "button",
        {
          type: "button",
          class: "take",
          onclick: () => {
            const { name, rows } = csv();
            download(name, csvOf(rows));
          },
        },
        "Download CSV",
      ),
  );
  return {
    element,
    update: (said = {}) => {
      if (said.title !== undefined) title.textContent = exhibit.title = said.title;
      if (said.label !== undefined) mount.setAttribute("aria-label", said.label);
      if (said.key !== undefined && key) refill(key, keyItems(said.key));
      if (said.caption !== undefined) refill(caption, said.caption);
      if (said.below !== undefined && below) refill(below, said.below);
      if (said.found !== undefined && found) refill(found, inSentences(said.found));
      if (state.width > 0) redraw(state, state.width);
      if (details?.open) fill();
    },
  };
}

const keyItems = (key: NonNullable<Exhibit["key"]>): Child[] =>
  key.map(({ name, colour, open }) =>
    h(
      "li",
      {},
      h("span", { class: open ? "swatch open" : "swatch", style: `--swatch: ${colour}`, "aria-hidden": "true" }),
      name,
    ),
  );

const inSentences = (found: string[]): Child =>
  found.length > 0 &&
  h(
    "details",
    { class: "told" },
    h("summary", {}, `What was found, in ${found.length === 1 ? "a sentence" : "sentences"}`),
    h(
      "ul",
      { class: "prose" },
      found.map((finding) => h("li", {}, finding)),
    ),
  );

/** The place of an exhibit that cannot be shown, with the reason. */
export const absent = (reason: string): HTMLElement => h("p", { class: "absent" }, reason);
