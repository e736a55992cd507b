// What a reader's browser loads for a page, packed with gzip (level 6) as hosts do it, held against a budget.
//
// node budgets.mjs FOLDER [--must-fail]
//
// An entry's page counts with its style and its scripts, and without its drawings, whose size is that of what they show. The
// script of the search and its index are loaded with the first letter that is typed, so they count by themselves.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";

const KILO = 1000;
const most = { page: 60 * KILO, style: 12 * KILO, script: 10 * KILO };

const [folder, mustFail] = process.argv.slice(2);
const packed = (bytes) => gzipSync(bytes, { level: 6 }).length;
const all = (text, pattern) => [...text.matchAll(pattern)].map((found) => found[1]);

const findings = [];
const largest = { page: 0, style: 0, script: 0, search: 0 };
const hold = (name, kind, size) => {
  largest[kind] = Math.max(largest[kind], size);
  if (size > most[kind]) findings.push(`${name}: ${kind} of ${size} bytes, of at most ${most[kind]}`);
};
const sizes = async (page, html, pattern) => {
  const files = all(html, pattern);
  return Promise.all(files.map(async (file) => packed(await readFile(join(folder, page, "..", decodeURIComponent(file))))));
};
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

const pages = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html")).sort();
let entries = 0;
for (const page of pages) {
  const html = await readFile(join(folder, page), "utf8");
  if (!html.includes('<article class="entry')) continue;
  entries += 1;
  const style = sum(await sizes(page, html, /<link rel="stylesheet" href="([^"]+)"/g));
  const script = sum(await sizes(page, html, /<script src="([^"]+)"/g));
  hold(page, "style", style);
  hold(page, "script", script);
  hold(page, "page", packed(html.replace(/<svg[\s>].*?<\/svg>/gs, "")) + style + script);
}
for (const script of (await readdir(folder)).filter((name) => /^search\..*\.js$/.test(name))) {
  largest.search = packed(await readFile(join(folder, script)));
  if (largest.search > most.script) findings.push(`${script}: ${largest.search} bytes, of at most ${most.script}`);
}

findings.forEach((finding) => console.log(finding));
const { page, style, script, search } = largest;
console.log(`${entries} entries, at most ${page} bytes packed, of which style ${style} and script ${script}; the search's script ${search}; ${findings.length} findings`);
if (mustFail) {
  const wanted = Object.keys(most).filter((kind) => !findings.some((finding) => finding.includes(`: ${kind} of`)));
  if (wanted.length > 0) console.log(`the known-bad page should be over its budget of: ${wanted.join(", ")}`);
  process.exitCode = wanted.length > 0 ? 1 : 0;
} else {
  process.exitCode = findings.length > 0 || entries === 0 ? 1 : 0;
}
