/**
 * Opens the built page in a browser, filled with each kind of invented data, and uses it: everything is drawn without an
 * error or a request, the table sorts, filters, searches and is taken away, and nothing is wider than a phone.
 * Run after `npm run build`. Where no Chromium is installed it says so and passes; CHROMIUM may name one.
 */

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { embed, placeholder } from "../sample/embed.mjs";
import { makeSample, variants } from "../sample/make-sample.mjs";

const candidates = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath = candidates.find((path) => path && existsSync(path));
const built = new URL("../dist/report.html", import.meta.url);
if (executablePath === undefined) {
  console.log("skipped: no Chromium here (set CHROMIUM to its path to run the browser test)");
  process.exit(0);
}
if (!existsSync(built)) {
  console.error("dist/report.html is missing: run npm run build first");
  process.exit(1);
}

const template = readFileSync(built, "utf8");
assert.equal(template.split(placeholder).length, 2, "the placeholder occurs exactly once");

const folder = mkdtempSync(join(tmpdir(), "outlive-browser-"));
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu", "--disable-quic"] });

/** Opens a page with the given text in the place of the data, and watches what goes wrong. */
async function open(html, options = {}) {
  const file = join(folder, "report.html");
  writeFileSync(file, html);
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    acceptDownloads: true,
    ...options,
  });
  const page = await context.newPage();
  const wrong = [];
  page.on("console", (message) => wrong.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => wrong.push(error.message));
  page.on(
    "request",
    (request) =>
      request.url() !== pathToFileURL(file).href &&
      !request.url().startsWith("data:") &&
      wrong.push(`request: ${request.url()}`),
  );
  await page.goto(pathToFileURL(file).href);
  return { page, wrong, close: () => context.close() };
}

const cells = (page, column) => page.locator(`.all tbody tr > :nth-child(${column})`).allTextContents();
const checks = [];
const check = (name, run) => checks.push([name, run]);

for (const [variant, figures] of [
  ["usual", 16],
  ["reversed", 9],
  ["unclear", 9],
  ["small", 4],
  ["empty", 0],
]) {
  for (const width of [1280, 375]) {
    check(`${variant} data at ${width} px: all figures, no error, no request, no sideways scrolling`, async () => {
      const { page, wrong, close } = await open(embed(template, makeSample(variant)), {
        viewport: { width, height: 800 },
      });
      assert.equal(await page.locator("figure").count(), figures);
      assert.equal((await page.locator("figure .chart svg").count()) >= figures, true);
      for (const chart of await page.locator(".chart").all()) {
        assert.equal(await chart.getAttribute("role"), "img");
        assert.ok((await chart.getAttribute("aria-label")).length > 20);
        assert.ok((await chart.boundingBox()).height > 60);
      }
      const [wide, shown] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide <= shown, `page is ${wide} px wide on ${shown}`);
      for (const details of await page.locator("details").all()) await details.locator("summary").click();
      assert.equal(
        await page.evaluate(() =>
          /NaN|undefined|Infinity|\[object/.test(
            [document.body.innerText, ...[...document.querySelectorAll("svg")].map((svg) => svg.outerHTML)].join(),
          ),
        ),
        false,
      );
      assert.deepEqual(wrong, []);
      await close();
    });
  }
}

check("a page that was never filled says so", async () => {
  const { page, wrong, close } = await open(template);
  assert.match(await page.locator(".answer").textContent(), /holds no report yet/);
  assert.deepEqual(wrong, []);
  await close();
});

check("sources other than cinemas and a chart are told in neutral words, and missing controls say why", async () => {
  const document = makeSample("usual");
  for (const source of document.sources) Object.assign(source, { title: "Monthly interest", name: "interest", unit: "index" });
  Object.assign(document.population.controls, { rule: "", proportional_hazards: [] });
  Object.assign(document, { assumptions: [], curves: undefined });
  for (const missing of [undefined, "Nothing else was seen to set the music beside."]) {
    if (missing) Object.assign(document.population, { controls: null, controls_missing: missing });
    const { page, wrong, close } = await open(embed(template, document));
    for (const details of await page.locator("details").all()) await details.locator("summary").click();
    const text = await page.evaluate(() => document.body.innerText);
    assert.doesNotMatch(text, /cinema|theatrical|\bcharts?\b|box office|takings|\balbums?\b/i);
    if (missing) assert.equal(await page.locator("#control .absent").textContent(), missing);
    assert.deepEqual(wrong, []);
    await close();
  }
});

check("on a phone no text of a figure is cut", async () => {
  const document = makeSample("usual");
  document.population.sensitivity[0].setting = "only premieres of 2002 to 2019, where takings are reported in full and none is missing";
  const { page, close } = await open(embed(template, document), { viewport: { width: 390, height: 800 } });
  const cut = await page.evaluate(() =>
    [...document.querySelectorAll("figure .chart text")]
      .filter((text) => {
        const [of, chart] = [text.getBoundingClientRect(), text.closest(".chart").getBoundingClientRect()];
        return of.width > 0 && (of.left < chart.left - 14 || of.right > Math.min(chart.right + 14, innerWidth));
      })
      .map((text) => text.textContent),
  );
  assert.deepEqual(cut, []);
  const means = page.locator(".means").first();
  assert.ok(await means.evaluate((box) => box.scrollWidth <= box.clientWidth));
  await close();
});

check("where a film has several albums, each row names its own", async () => {
  const { page, close } = await open(embed(template, makeSample("usual")));
  const named = page.locator(".all tbody .which");
  assert.equal(await named.count(), 2);
  assert.equal(new Set(await named.allTextContents()).size, 2);
  await close();
});

check("text from the data is never markup", async () => {
  const { page, close } = await open(embed(template, makeSample("usual")));
  assert.equal(await page.locator("#page b").count(), 0);
  assert.ok((await cells(page, 1)).some((text) => text.includes("<b>marks</b>")));
  await close();
});

check("the table sorts by every column, forth and back", async () => {
  const { page, wrong, close } = await open(embed(template, makeSample("usual")));
  const heads = page.locator(".all thead th");
  for (let i = 0; i < (await heads.count()); ++i) {
    await heads.nth(i).locator("button").click();
    const once = await heads.nth(i).getAttribute("aria-sort");
    await heads.nth(i).locator("button").click();
    const twice = await heads.nth(i).getAttribute("aria-sort");
    assert.deepEqual([once, twice].sort(), ["ascending", "descending"]);
    assert.equal(await page.locator(".all [aria-sort]").count(), 1);
  }
  await heads.nth(0).locator("button").click();
  assert.deepEqual((await cells(page, 1)).slice(0, 3), ["Example film 1", "Example film 2", "Example film 3"]);
  assert.deepEqual(wrong, []);
  await close();
});

check("filters and search choose, the count tells, and CSV takes away what is shown or all", async () => {
  const document = makeSample("usual");
  const { page, wrong, close } = await open(embed(template, document));
  const saved = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name }).click()]);
    return readFileSync(await download.path(), "utf8");
  };
  await page.getByLabel("Verdict").selectOption("outlasted");
  const outlasted = document.pairs.filter((pair) => pair.verdict === "outlasted").length;
  assert.equal(await page.locator(".count").textContent(), `${outlasted} of ${document.pairs.length} pairs`);
  assert.equal((await saved("Download CSV of these")).trimEnd().split("\r\n").length, outlasted + 1);
  assert.equal((await saved("Download CSV of all")).trimEnd().split("\r\n").length, document.pairs.length + 1);
  await page.getByLabel("Verdict").selectOption("");
  await page.getByLabel("Search", { exact: true }).fill("very LONG title");
  assert.equal(await page.locator(".all tbody tr").count(), 1);
  await page.getByLabel("Search", { exact: true }).fill("nothing has this name");
  assert.equal(await page.locator(".pairs .absent").isVisible(), true);
  assert.deepEqual(wrong, []);
  await close();
});

check("the pairs by name change with the buttons and the search", async () => {
  const { page, wrong, close } = await open(embed(template, makeSample("usual")));
  const title = page.locator("#figure-3 h3");
  const seen = new Set([await title.textContent()]);
  for (const name of ["Film longest ahead", "Closest", "Most revivals", "Undecided"]) {
    await page.getByRole("button", { name }).click();
    assert.equal(await page.getByRole("button", { name }).getAttribute("aria-pressed"), "true");
    seen.add(await title.textContent());
  }
  assert.equal(seen.size, 5);
  await page.getByLabel("Find pairs to show in this figure").fill("film 442");
  assert.match(await title.textContent(), /1 pair matches/);
  assert.deepEqual(wrong, []);
  await close();
});

check("curves follow what is chosen, and are taken away as CSV", async () => {
  const { page, wrong, close } = await open(embed(template, makeSample("usual")));
  const title = (section, i = 0) => page.locator(`#${section} h3`).nth(i).textContent();
  const titles = new Set([await title("speed")]);
  for (const name of ["Time to peak", "Half-life", "Return"]) {
    await page.locator("#speed").getByRole("button", { name }).click();
    titles.add(await title("speed"));
  }
  assert.equal(titles.size, 4);
  assert.equal(await page.locator("#speed .chart-name + svg, #speed .chart svg").count(), 2);

  const path = await title("escape", 1);
  await page.locator("#escape select").selectOption({ index: 1 });
  assert.notEqual(await title("escape", 1), path);
  assert.match(await page.locator("#escape details").first().locator("summary").textContent(), /not in the picture/);

  const known = await page.locator("#revivals dl").textContent();
  await page.locator("#revivals select").selectOption({ index: 5 });
  assert.notEqual(await page.locator("#revivals dl").textContent(), known);
  await page.locator("#forecast").getByRole("button", { name: "Within 5 years" }).click();
  assert.match(await title("forecast", 1), /within 5 years/);

  for (const [section, buttons] of [["decay", 1], ["escape", 2], ["revivals", 1], ["speed", 1], ["forecast", 2]]) {
    for (let i = 0; i < buttons; ++i) {
      const button = page.locator(`#${section}`).getByRole("button", { name: "Download CSV" }).nth(i);
      const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
      const rows = readFileSync(await download.path(), "utf8").trimEnd().split("\r\n");
      assert.ok(rows.length > 10 && rows.every((row) => !/NaN|undefined|null|\[object/.test(row)), section);
    }
  }
  for (const link of await page.locator(".contents a").all())
    assert.equal(await page.locator(await link.getAttribute("href")).count(), 1);
  assert.deepEqual(wrong, []);
  await close();
});

check("parts of the curves that hold nothing are left out of the page", async () => {
  for (const curves of [{}, null, [], { speed: [{}], decay: null, escape: { escapes: [] }, revivals: [{ source: "x" }], forecast: [{ scores: [{}] }] }]) {
    const { page, wrong, close } = await open(embed(template, { ...makeSample("usual"), curves }));
    assert.equal(await page.locator("figure").count(), 9);
    assert.deepEqual(wrong, []);
    await close();
  }
});

check("the theme turns and stays, and charts follow the width", async () => {
  const { page, wrong, close } = await open(embed(template, makeSample("usual")));
  await page.locator(".theme").click();
  await page.reload();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), "dark");
  await page.setViewportSize({ width: 600, height: 800 });
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".chart")].every(
      (chart) =>
        chart.querySelector(".panels") !== null ||
        Math.abs(chart.querySelector("svg").getAttribute("width") - chart.clientWidth) < 2,
    ),
  );
  assert.deepEqual(wrong, []);
  await close();
});

check("560 pairs are drawn in time", async () => {
  const { page, close } = await open(embed(template, makeSample("usual", 560)));
  const times = [];
  for (let i = 0; i < 3; ++i) {
    await page.reload();
    times.push(await page.evaluate(() => performance.getEntriesByName("outlive-shown")[0].duration));
  }
  console.log(`  drawn in ${times.map((ms) => Math.round(ms)).join(", ")} ms`);
  assert.ok(Math.min(...times) < 300);
  await close();
});

let failed = 0;
for (const [name, run] of checks) {
  try {
    await run();
    console.log(`ok   ${name}`);
  } catch (error) {
    ++failed;
    console.error(`FAIL ${name}\n${error.stack}`);
  }
}
assert.equal(variants.length, 5, "a new variant of the sample needs its check");
await browser.close();
rmSync(folder, { recursive: true, force: true });
console.log(failed === 0 ? `${checks.length} checks passed` : `${failed} of ${checks.length} checks failed`);
process.exitCode = failed === 0 ? 0 : 1;
