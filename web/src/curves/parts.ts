/** What the exhibits of the curves share: choosing, and saying what the data can and cannot show. */

import { h, type Child } from "../dom.ts";

/** A row of buttons of which one is pressed; none where there is nothing to choose. */
export function choice<T>(
  label: string,
  of: readonly T[],
  start: T,
  name: (of: T) => string,
  take: (of: T) => void,
): Child {
  if (of.length < 2) return null;
  const buttons = of.map((one, i) =>
    h("button", { type: "button", "aria-pressed": String(one === start), onclick: () => press(i, one) }, name(one)),
  );
  function press(i: number, one: T): void {
    buttons.forEach((button, k) => button.setAttribute("aria-pressed", String(k === i)));
    take(one);
  }
  return h("div", { class: "choices", role: "group", "aria-label": label }, buttons);
}

/** A list to choose one from by name. */
export function menu<T>(label: string, of: readonly T[], name: (of: T) => string, take: (of: T) => void) {
  const select = h(
    "select",
    { onchange: () => take(of[select.selectedIndex]!) },
    of.map((one) => h("option", {}, name(one))),
  );
  return {
    element: h("label", { class: "menu" }, label, select),
    show: (one: T) => (select.selectedIndex = of.indexOf(one)),
  };
}

/** What the data can and cannot show, as those who made the estimates wrote it. */
export const validity = (notes: string[]): Child =>
  notes.length > 0 &&
  h("span", { class: "validity" }, h("strong", {}, "What this can and cannot show. "), notes.join(" "));
