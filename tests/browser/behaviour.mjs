// Uses the page of `behaviour/` in Chromium as readers do: with a pointer, with keys, by touch, without script and without
// a server, and holds what it does against what it should.
//
// node behaviour.mjs FOLDER [--without-script]
//
// With `--without-script` the theme's script is emptied first, and every check that needs it must then fail.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { launch, serve } from "./serve.mjs";

const [folder, option] = process.argv.slice(2);
const withoutScript = option === "--without-script";
const isScript = (path) => /(^|\/)lossbook\.[^/]*js$/.test(path);
const { root, close } = await serve(folder, (path, bytes) => (withoutScript && isScript(path) ? "" : bytes));
const address = `${root}everything/`;
const csv = async (name) => (await readFile(join(folder, "everything", name), "utf8")).trim().split("\n").map((line) => line.split(","));

const browser = await launch();

const checks = [];
const check = (name, settings, run) => checks.push({ name, settings, run });
const desk = { viewport: { width: 1280, height: 900 } };
const tip = (page) => page.locator(".tip");
const status = (page) => page.locator("[role=status]");
const drawing = (page, figure) => page.locator(`#${figure} .chart.wide`);
const center = async (locator) => {
  await locator.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await locator.boundingBox();
  return [x + width / 2, y + height / 2];
};
// What needs script never comes without it: there is no point in waiting long.
const quick = { timeout: withoutScript ? 2_000 : 30_000 };

check("a button copies the code, and says so", { ...desk, permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
  const code = page.locator(".cell .code").first();
  await code.locator(".copy").focus(quick);
  await page.keyboard.press("Enter");
  await status(page).filter({ hasText: "Copied" }).waitFor({ state: "attached", ...quick });
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, await code.locator("code").textContent());
  assert.match(copied, /^let loss/);
});

check("one button hides all code and shows it again, also on the next visit", desk, async (page) => {
  const button = page.locator(".code-switch");
  const visible = () => page.locator(".cell .code:visible").count();
  const before = await visible();
  assert.equal(await button.textContent(quick), "Hide all code");
  await button.click();
  assert.equal(await visible(), 0);
  await page.reload();
  assert.equal(await visible(), 0, "the choice is kept");
  assert.equal(await button.textContent(), "Show all code");
  await page.locator(".cell .fold > summary").first().click();
  assert.equal(await visible(), 1, "a single piece of code can be opened");
  await button.click();
  assert.equal(await visible(), 0, "one that is open is hidden again");
  await button.click();
  assert.equal(await visible(), before + 1, "what the author folded is shown as well");
  await page.reload();
  assert.equal(await visible(), before + 1);
});

check("the pointer shows the values where it is", desk, async (page) => {
  const [x, y] = await center(drawing(page, "fig-lines"));
  await page.mouse.move(x, y);
  const text = await tip(page).textContent(quick);
  const [, step] = text.match(/^step (\d+)/);
  const row = (await csv("fig-lines.csv")).find(([at]) => at === step);
  const [, loss, other] = text.match(/loss: ([\d.]+)other: ([\d.]+)$/);
  assert.ok(Math.abs(loss / row[1] - 1) < 1e-4 && Math.abs(other / row[2] - 1) < 1e-4, `${text} for ${row}`);
  assert.equal(await page.locator(".cross circle").count(), 2);
  await page.mouse.move(1, 1);
  assert.equal(await tip(page).count(), 0);
});

check("keys go from value to value and say them, Escape leaves", desk, async (page) => {
  const lines = drawing(page, "fig-lines");
  await lines.focus(quick);
  assert.match(await lines.getAttribute("aria-label"), /arrow keys.*Line chart of loss against step/i);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.equal(await status(page).textContent(), "step 1, loss: 1.15, other: 1.99");
  await page.keyboard.press("End");
  assert.match(await status(page).textContent(), /^step 199,/);
  await page.keyboard.press("ArrowLeft");
  assert.match(await tip(page).textContent(), /^step 198/);
  await page.keyboard.press("Escape");
  assert.equal(await tip(page).count(), 0);
  assert.equal(await status(page).textContent(), "");
});

check("keys change the series of a walk and the row of a surface", desk, async (page) => {
  await drawing(page, "fig-walk").focus(quick);
  await page.keyboard.press("Home");
  assert.match(await status(page).textContent(), /^walk, x 3, y 1$/);
  await page.keyboard.press("ArrowDown");
  assert.match(await status(page).textContent(), /^back, x 3, y 1$/);
  await page.locator("#fig-surface .chart:visible").focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  assert.equal(await status(page).textContent(), "x 1, y 1, 11");
});

check("bars and counts say their places", desk, async (page) => {
  await drawing(page, "fig-bars").focus(quick);
  await page.keyboard.press("End");
  assert.equal(await status(page).textContent(), "three, first: 3, second: 1");
  await drawing(page, "fig-counts").focus();
  await page.keyboard.press("Home");
  assert.equal(await status(page).textContent(), "x 0 – 0.5, values: 3");
});

check("charts are saved as SVG and as PNG in the page's colours", { ...desk, colorScheme: "dark" }, async (page) => {
  const details = page.locator("#fig-lines + .data");
  await details.locator("summary").click();
  const saved = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download", quick), details.getByRole("button", { name, exact: true }).click(quick)]);
    return [download.suggestedFilename(), await readFile(await download.path())];
  };
  const [svgName, svg] = await saved("Chart as SVG");
  assert.equal(svgName, "fig-lines.svg");
  assert.match(svg.toString(), /^<svg [^>]*xmlns/);
  assert.doesNotMatch(svg.toString(), /light-dark/);
  assert.match(svg.toString(), /fill="rgb\(21, 23, 26\)"/, "it stands on the dark page's ground");
  const [pngName, png] = await saved("Chart as PNG");
  assert.equal(pngName, "fig-lines.png");
  assert.equal(png.subarray(1, 4).toString(), "PNG");
  assert.equal(png.readUInt32BE(16), 3 * 720);
});

check("sliders flip between the points of a sweep", desk, async (page) => {
  const sweep = page.locator(".sweep");
  const points = sweep.locator(".point:visible");
  assert.equal(await sweep.locator(".point").count(), 6);
  assert.equal(await points.count(), 1);
  const [rate, shift] = await sweep.locator("input[type=range]").all();
  assert.equal(await rate.getAttribute("aria-valuetext", quick), "rate = 0.5");
  await rate.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await shift.focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await points.getAttribute("aria-label"), "rate = 2, shift = 2");
  assert.equal(await shift.getAttribute("aria-valuetext"), "shift = 2");
  await sweep.getByRole("button", { name: "Show all", exact: true }).click();
  assert.equal(await points.count(), 6);
  await sweep.getByRole("button", { name: "One at a time", exact: true }).click();
  assert.equal(await points.count(), 1);
});

check("a finger shows the values on a phone, within its screen", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, async (page) => {
  const narrow = page.locator("#fig-lines .chart.narrow");
  assert.ok(await narrow.isVisible() && !await drawing(page, "fig-lines").isVisible());
  const [x, y] = await center(narrow);
  await page.touchscreen.tap(x, y);
  await narrow.locator(".tip").waitFor(quick);
  const box = await narrow.locator(".tip").boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 360, JSON.stringify(box));
  assert.ok(await page.locator(".copy").first().evaluate((button) => getComputedStyle(button).opacity === "1"), "copying needs no pointer");
});

check("it works without a server", { ...desk, file: true }, async (page) => {
  await drawing(page, "fig-lines").focus(quick);
  await page.keyboard.press("Home");
  assert.match(await status(page).textContent(), /^step 0,/);
  await page.locator(".site-title a").click();
  assert.match(page.url(), /\/index\.html$/, "a link leads to a page and not to a folder");
  await page.locator(".entry-title a").first().waitFor();
});

check("without script everything can be read", { ...desk, javaScriptEnabled: false, always: true }, async (page) => {
  assert.equal(await page.locator("button:visible").count(), 0);
  assert.ok(await page.locator("#fig-lines .chart.wide").isVisible());
  assert.equal(await page.locator(".sweep .point:visible").count(), 6);
  await page.locator(".fold > summary").first().click();
  assert.ok(await page.locator(".fold .code").first().isVisible());
  await page.locator("#fig-lines + .data > summary").click();
  assert.ok(await page.locator("#fig-lines + .data td").count() >= 300);
  const link = await page.locator("#fig-lines + .data a[download]").getAttribute("href");
  assert.equal((await csv(link)).length, 201, "the file holds all values");
});

check("marks, long outputs and the compiler's colours are there", { ...desk, always: true }, async (page) => {
  assert.match(await page.locator(".cell mark").first().textContent(), /^let loss/);
  assert.equal(await page.locator("code.language-toml mark").count(), 2);
  const output = page.locator("pre.stdout").first();
  assert.equal(await output.getAttribute("aria-label"), "Output, 60 lines");
  await output.focus();
  await page.keyboard.press("End");
  await page.waitForFunction((pre) => pre.scrollTop > 0, await output.elementHandle(), quick);
  const color = (selector) => page.locator(`.diagnostic ${selector}`).first().evaluate((part) => getComputedStyle(part).color);
  assert.notEqual(await color(".a-1"), await color(".a-4"));
});

check("names of the core lead to the lines where they are defined", { ...desk, always: true }, async (page) => {
  const links = page.locator(".cell .code a");
  const names = await links.allTextContents();
  for (const name of ["Descent", "Sgd", "run", "coordinate", "Chart", "param", "heatmap"]) assert.ok(names.includes(name), `${name} of ${names}`);
  for (const link of await links.all()) {
    const [name, href] = [await link.textContent(), await link.evaluate((one) => one.href)];
    const [path, line] = href.slice(root.length).split("#");
    const html = await readFile(join(folder, path, "index.html"), "utf8");
    const text = html.split(`id="${line}">`)[1]?.split("\n")[0].replace(/<[^>]*>/g, "");
    assert.ok(text?.includes(name), `${name} leads to ${href}: ${text}`);
  }
});

check("a chart takes the room that it asks for", { ...desk, always: true }, async (page) => {
  const box = (selector) => page.locator(selector).first().boundingBox();
  const text = await box(".text > p");
  const chart = async (figure, drawing) => [await box(`#${figure}`), await box(`#${figure} .chart.${drawing} > svg`)];
  const [figure, wide] = await chart("fig-page", "wide");
  assert.ok(figure.x < text.x - 150 && figure.x + figure.width > text.x + text.width + 150, JSON.stringify({ text, figure }));
  assert.ok(Math.abs(wide.width - figure.width) < 2, JSON.stringify({ figure, wide }));
  const [aside, narrow] = await chart("fig-margin", "narrow");
  assert.ok(aside.x > text.x + text.width && narrow.width <= aside.width + 1, JSON.stringify({ text, aside, narrow }));
  const [, screen] = await chart("fig-screen", "wide");
  assert.ok(screen.width > 1100 && screen.x >= 0 && screen.x + screen.width <= 1280, JSON.stringify(screen));
  await page.setViewportSize({ width: 360, height: 740 });
  for (const name of ["page", "margin", "screen"]) {
    const [, phone] = await chart(`fig-${name}`, "narrow");
    assert.ok(phone.width > 250 && phone.x >= 0 && phone.x + phone.width <= 360, `${name}: ${JSON.stringify(phone)}`);
  }
});

check("words that run the other way than the page do so, and say their language", { ...desk, always: true }, async (page) => {
  await page.goto(`${root}arabic/`);
  for (const sentence of await page.locator(".reproduced p, .site-footer p").all()) {
    const [first, last] = await sentence.evaluate((paragraph) => {
      const words = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
      const edge = (text, at) => {
        const range = document.createRange();
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        const { left, bottom } = range.getBoundingClientRect();
        return { left, bottom };
      };
      const begin = words.nextNode();
      let end = begin;
      while (words.nextNode()) end = words.currentNode;
      return [edge(begin, 0), edge(end, end.data.trimEnd().length - 1)];
    });
    const text = await sentence.textContent();
    assert.ok(text.trimEnd().endsWith("."), text);
    assert.ok(last.bottom > first.bottom + 5 || last.left > first.left, `the full stop comes first: ${text}`);
    assert.equal(await sentence.evaluate((one) => one.closest("[lang]").lang), "en", text);
  }
});

let failed = 0;
for (const { name, settings, run } of checks) {
  const { always, file, ...context } = settings;
  const place = await browser.newContext({ ...context, acceptDownloads: true, reducedMotion: "reduce" });
  const page = await place.newPage();
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  let mistake;
  try {
    // An empty script stands for a page whose script does nothing.
    if (file && !withoutScript) await page.goto(pathToFileURL(resolve(folder, "everything/index.html")).href, { timeout: 120_000 });
    else await page.goto(address, { timeout: 120_000 });
    await run(page);
    assert.deepEqual(errors, []);
  } catch (error) {
    mistake = error;
  }
  const isWrong = withoutScript && !always ? !mistake : mistake;
  if (isWrong) {
    failed += 1;
    console.log(`${name}: ${mistake ? mistake.message : "passes though there is no script"}`);
  }
  await place.close();
}
await browser.close();
close();
console.log(`${checks.length} checks, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
