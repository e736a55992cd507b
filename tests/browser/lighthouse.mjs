// Has Lighthouse look at pages of a site as on a phone, from a server of this machine, and holds its scores against what the
// theme promises: all of accessibility, best practices and search engines, and 95 of performance.
//
// node lighthouse.mjs FOLDER PAGE…

import { launch as launchChromium } from "chrome-launcher";
import lighthouse from "lighthouse";
import { flags, executable, serve } from "./serve.mjs";

const least = { accessibility: 1, "best-practices": 1, seo: 1, performance: 0.95 };
// A machine that is busy with other things makes a page slow, never quick: the best of a few runs is the page's own.
const runs = 3;

const [folder, ...names] = process.argv.slice(2);
// Pages name their published address; here they are published where they are served.
const { root, close } = await serve(folder, (path, bytes, base) =>
  (path.endsWith(".html") ? bytes.toString().replaceAll(base, root) : bytes));
const chromium = await launchChromium({ chromePath: executable, chromeFlags: ["--headless=new", ...flags], logLevel: "silent" });

const findings = [];
const score = async (name) => {
  const best = {};
  const faults = new Map();
  let skipped = [];
  for (let run = 0; run < runs; run++) {
    const { lhr } = await lighthouse(root + name, { port: chromium.port, logLevel: "silent", output: "json", skipAudits: skipped });
    if (lhr.runtimeError) throw new Error(`${name}: ${lhr.runtimeError.message}`);
    // A page that search engines are asked to leave out is no fault of it.
    if (skipped.length === 0 && lhr.audits["is-crawlable"].score === 0) {
      const html = await (await fetch(root + name)).text();
      if (html.includes('<meta name="robots" content="noindex">')) { skipped = ["is-crawlable"]; run -= 1; continue; }
    }
    for (const { id, score, auditRefs } of Object.values(lhr.categories)) {
      if (!(best[id] > score)) {
        best[id] = score;
        faults.set(id, auditRefs.filter(({ id: audit, weight }) => weight > 0 && lhr.audits[audit].score !== null && lhr.audits[audit].score < 1).map(({ id: audit }) => audit));
      }
    }
    if (Object.entries(least).every(([id, wanted]) => best[id] >= wanted)) break;
  }
  for (const [id, wanted] of Object.entries(least)) {
    if (!(best[id] >= wanted)) findings.push(`${name || "home"}: ${id} ${best[id]} of at least ${wanted} (${faults.get(id)?.join(", ")})`);
  }
  console.log(`${name || "home"}: ${Object.entries(best).map(([id, value]) => `${id} ${Math.round(100 * value)}`).join(", ")}`);
};
try {
  for (const name of names) await score(name);
} finally {
  await chromium.kill();
  close();
}
findings.forEach((finding) => console.log(finding));
console.log(`${names.length} pages, ${findings.length} findings`);
process.exitCode = findings.length > 0 || names.length === 0 ? 1 : 0;
