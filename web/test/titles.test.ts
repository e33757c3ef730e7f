import assert from "node:assert/strict";
import { test } from "node:test";
import { album, filmAndYear, filmTitle, withSeveralAlbums, wrapped } from "../src/titles.ts";
import { somePair } from "./some.ts";

test("a year glued to a title is set apart, and other numbers stay", () => {
  assert.equal(filmTitle("Stop Making Sense2023  Re-release"), "Stop Making Sense (2023 re-release)");
  assert.equal(filmTitle("Footloose2011 Re-release"), "Footloose (2011 re-release)");
  assert.equal(filmTitle("Avatar 2022 Re-release"), "Avatar (2022 re-release)");
  assert.equal(filmTitle("Coco2023 Special Engagement"), "Coco (2023 Special Engagement)");
  for (const title of ["Blade Runner 2049", "House of 1000 Corpses", "THX1138", "2012", "Pokémon the Movie 2000"])
    assert.equal(filmTitle(title), title);
});

test("the year of a film is told once", () => {
  const pair = { ...somePair, film: "Twilight", film_released: "2008-11-21" };
  assert.equal(filmAndYear(pair), "Twilight (2008)");
  assert.equal(filmAndYear({ ...pair, film: "Footloose2011 Re-release" }), "Footloose (2011 re-release)");
  assert.equal(filmAndYear({ ...pair, film_released: null }), "Twilight");
});

test("a film with several albums is one of the same title and first showing", () => {
  const pairs = [
    { ...somePair, film: "Twilight", music: "Twilight: The Score" },
    { ...somePair, film: "Twilight" },
    { ...somePair, film: "Twilight", film_released: "1998-03-06" },
  ];
  assert.deepEqual([...withSeveralAlbums(pairs)], pairs.slice(0, 2));
  assert.equal(album(somePair), "Example film (Soundtrack), Various artists");
});

test("text is broken between words", () => {
  assert.deepEqual(wrapped("only the first album of each film", 14), ["only the first", "album of each", "film"]);
  assert.deepEqual(wrapped("one", 2), ["one"]);
});
