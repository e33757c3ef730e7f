/** Puts a document into the page, as `outlive report` does. */

export const placeholder = "__OUTLIVE_DATA__";

/** @param {string} page @param {unknown} document @returns {string} */
export function embed(page, document) {
  return page.replace(placeholder, () => JSON.stringify(document).replaceAll("<", "\\u003c"));
}
