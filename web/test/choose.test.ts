import assert from "node:assert/strict";
import { test } from "node:test";
import { choose, sorted } from "../src/choose.ts";
import { columns, csv } from "../src/csv.ts";
import { somePair } from "./some.ts";

const everything = { verdict: "" as const, decade: "", search: "" };

test("the unknown stands last in either direction", () => {
  const rows = [{ v: null }, { v: 2 }, { v: 1 }, { v: null }, { v: 3 }];
  assert.deepEqual(
    sorted(rows, (row) => row.v, "ascending").map((row) => row.v),
    [1, 2, 3, null, null],
  );
  assert.deepEqual(
    sorted(rows, (row) => row.v, "descending").map((row) => row.v),
    [3, 2, 1, null, null],
  );
});

test("dates sort by time, titles by their numbers, equals keep their order", () => {
  const dates = ["2010-02-01", "1999-12-31", "2009-11-30"];
  assert.deepEqual(
    sorted(dates, (d) => d, "ascending"),
    ["1999-12-31", "2009-11-30", "2010-02-01"],
  );
  const titles = ["Film 10", "film 9", "Élan", "Echo"];
  assert.deepEqual(
    sorted(titles, (t) => t, "ascending"),
    ["Echo", "Élan", "film 9", "Film 10"],
  );
  const ties = [
    { k: 1, n: "a" },
    { k: 1, n: "b" },
  ];
  assert.deepEqual(
    sorted(ties, (row) => row.k, "descending").map((row) => row.n),
    ["a", "b"],
  );
});

test("filters combine, and a search finds all its words without accents", () => {
  const pairs = [
    { ...somePair, film: "Amélie", verdict: "outlived" as const },
    { ...somePair, film: "Amelia", verdict: "tied" as const, film_released: "2011-01-01" },
    { ...somePair, film: "Unknown date", film_released: null },
  ];
  assert.deepEqual(
    choose(pairs, { ...everything, search: "AMELIE sound" }).map((p) => p.film),
    ["Amélie"],
  );
  assert.deepEqual(
    choose(pairs, { ...everything, decade: "2010s" }).map((p) => p.film),
    ["Amelia"],
  );
  assert.deepEqual(choose(pairs, { ...everything, verdict: "tied", decade: "2000s" }), []);
  assert.equal(choose(pairs, everything).length, 3);
});

test("CSV quotes as RFC 4180 has it", () => {
  const lines = csv([{ ...somePair, film: 'A "B", C', performer: null, music: "two\nlines" }]).split("\r\n");
  assert.equal(lines[0], columns.join(","));
  assert.ok(lines[1]?.startsWith('"A ""B"", C",2001-03-02,2001-06-01,false,,"two\nlines",,'));
  assert.equal(lines.at(-1), "");
  assert.equal(columns.length, Object.keys(somePair).length);
});
