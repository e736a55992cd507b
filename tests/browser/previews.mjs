// What a reference leads to is shown beside it, to the pointer and to the keyboard; Escape takes it away; without script there
// is a link. The section in sight is marked in the contents.
//
// node previews.mjs FOLDER PAGE

import { launch, serve } from "./serve.mjs";

const [folder, name] = process.argv.slice(2);
const { root, close } = await serve(folder);
const address = root + name;
const browser = await launch();
const findings = [];
const expect = (holds, what) => { if (!holds) findings.push(what); };

const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
page.on("pageerror", (error) => findings.push(`a script failed: ${error.message}`));
await page.goto(address);
const preview = page.locator(".preview");
for (const kind of ["a.ref", "a.cite"]) {
  const link = page.locator(`.text ${kind}`).first();
  await link.scrollIntoViewIfNeeded();
  await link.hover();
  await preview.waitFor({ state: "visible", timeout: 2000 }).catch(() => findings.push(`${kind}: nothing is shown under the pointer`));
  expect((await preview.innerText()).trim().length > 10, `${kind}: the preview is empty`);
  const box = await preview.boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 1400, `${kind}: the preview stands out of the window`);
  if (box) await page.mouse.move(box.x + box.width / 2, box.y + 10, { steps: 12 });
  await page.waitForTimeout(500);
  expect(await preview.isVisible(), `${kind}: the preview goes away when the pointer moves onto it`);
  await page.keyboard.press("Escape");
  expect(await preview.isHidden(), `${kind}: Escape does not take the preview away`);
  await page.mouse.move(2, 2);
}
await page.locator(".text a.ref").first().evaluate((link) => {
  const all = [...document.querySelectorAll("a, button, summary, [tabindex]")].filter((one) => one.tabIndex >= 0 && one.checkVisibility());
  all[all.indexOf(link) - 1].focus();
});
await page.keyboard.press("Tab");
expect(await preview.isVisible(), "nothing is shown on keyboard focus");
expect((await preview.locator("[id]").count()) === 0, "the preview has ids");
await page.locator(".site-title a, .site-header a").first().focus();
expect(await preview.isHidden(), "the preview stays when the focus has gone");
if (await page.locator(".contents a").count() > 0) {
  await page.locator(".text h2").last().scrollIntoViewIfNeeded();
  await page.evaluate(() => document.querySelector(".text > h2:last-of-type").scrollIntoView({ behavior: "instant" }));
  await page.waitForTimeout(400);
  expect((await page.locator('.contents [aria-current="true"]').count()) === 1, "no section is marked in the contents");
}
await page.close();

const plain = await browser.newContext({ javaScriptEnabled: false });
const bare = await plain.newPage();
await bare.goto(address);
const hash = await bare.locator(".text a.ref").first().getAttribute("href");
await bare.locator(".text a.ref").first().click();
expect(decodeURIComponent(new URL(bare.url()).hash) === decodeURIComponent(hash), "without script a reference is no link");
await browser.close();
close();
findings.forEach((finding) => console.log(finding));
console.log(`${findings.length} findings`);
process.exitCode = findings.length > 0 ? 1 : 0;
