/**
 * Fills the built page with invented data: `npm run sample [-- VARIANT [FILE]]`.
 * The variants are usual, reversed (films outlast music), unclear, small (no controls) and empty (no pairs); or give
 * the path of a document of your own.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { embed } from "./embed.mjs";
import { makeSample, variants } from "./make-sample.mjs";

const [what = "usual", file] = process.argv.slice(2);
const document = variants.includes(what) ? makeSample(what) : JSON.parse(readFileSync(what, "utf8"));
const out = file ?? new URL(`../dist/sample-${variants.includes(what) ? what : "own"}.html`, import.meta.url).pathname;
writeFileSync(out, embed(readFileSync(new URL("../dist/report.html", import.meta.url), "utf8"), document));
console.log(out);
