// Has Lighthouse look at pages of a site as on a phone, from a server of this machine, and holds its scores against what the
// theme promises: all of accessibility, best practices and search engines, and 95 of performance.
//
// node lighthouse.mjs FOLDER [--must-fail] PAGE…
//
// Performance is simulated from a load of the page on this machine. What else the machine does makes a page slower, never
// quicker, so a page has its best score of three tries and passes with the first that is good enough.

import { launch as launchChromium } from "chrome-launcher";
import lighthouse from "lighthouse";
import { executable, flags, serve } from "./serve.mjs";

const LEAST = { accessibility: 1, "best-practices": 1, seo: 1, performance: 0.95 };
const TRIES = 3;

const [folder, ...rest] = process.argv.slice(2);
const mustFail = rest[0] === "--must-fail";
const names = mustFail ? rest.slice(1) : rest;
// Pages name their published address; here they are published where they are served.
const { root, close } = await serve(folder, (file, bytes, published) =>
  (file.endsWith(".html") ? bytes.toString().replaceAll(published, root) : bytes));
const chromium = await launchChromium({ chromePath: executable, chromeFlags: ["--headless=new", ...flags], logLevel: "silent" });

// Which audits of a category lower its score.
const faults = (lhr, { auditRefs }) => auditRefs
  .filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1)
  .map(({ id }) => id);

// The best score of each category, with what it lacks.
const scores = async (name) => {
  const html = await (await fetch(root + name)).text();
  // A page that asks search engines to leave it out is not to be found by them.
  const skipAudits = html.includes('<meta name="robots" content="noindex">') ? ["is-crawlable"] : [];
  const best = {};
  for (let tries = 0; tries < TRIES && Object.entries(LEAST).some(([id, least]) => !(best[id]?.score >= least)); tries++) {
    const { lhr } = await lighthouse(root + name, {
      port: chromium.port, logLevel: "silent", onlyCategories: Object.keys(LEAST), skipAudits, throttlingMethod: "simulate",
    });
    if (lhr.runtimeError) throw new Error(`${name}: ${lhr.runtimeError.message}`);
    for (const category of Object.values(lhr.categories)) {
      if (!(best[category.id]?.score >= category.score)) {
        best[category.id] = { score: category.score, lacks: faults(lhr, category) };
      }
    }
  }
  return best;
};

const findings = [];
try {
  for (const name of names) {
    const best = await scores(name);
    for (const [id, least] of Object.entries(LEAST)) {
      const { score, lacks } = best[id];
      if (!(score >= least)) findings.push({ id, text: `${name || "home"}: ${id} ${Math.round(100 * score)} of at least ${100 * least} (${lacks.join(", ")})` });
    }
    console.log(`${name || "home"}: ${Object.entries(best).map(([id, { score }]) => `${id} ${Math.round(100 * score)}`).join(", ")}`);
  }
} finally {
  await chromium.kill();
  close();
}

findings.forEach(({ text }) => console.log(text));
console.log(`${names.length} pages, ${findings.length} findings`);
if (mustFail) {
  const unseen = Object.keys(LEAST).filter((wanted) => !findings.some(({ id }) => id === wanted));
  if (unseen.length > 0) console.log(`the known-bad page should have been faulted for: ${unseen.join(", ")}`);
  process.exitCode = unseen.length > 0 ? 1 : 0;
} else {
  process.exitCode = findings.length > 0 || names.length === 0 ? 1 : 0;
}
