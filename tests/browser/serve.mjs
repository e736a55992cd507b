// A site in Chromium, as from a server.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { chromium } from "playwright-core";

const types = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".png": "image/png", ".csv": "text/csv" };

// Serves a folder until `close` is called. `change` may give other bytes for a file of it; it is told the site's published address.
export async function serve(folder, change = (file, bytes) => bytes) {
  // The page for what isn't there names everything from the root of its server, where the site may lie below a path.
  const sitemap = await readFile(join(folder, "sitemap.xml"), "utf8").catch(() => "");
  const published = sitemap.match(/<loc>(.*?)<\/loc>/)?.[1] ?? "http://localhost/";
  const base = new URL(published).pathname;
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://localhost").pathname)).slice(base.length);
    const file = join(folder, path === "" || path.endsWith("/") ? `${path}index.html` : path);
    const bytes = await readFile(file).catch(() => null);
    if (bytes === null) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" }).end(change(file, bytes, published));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { root: `http://127.0.0.1:${server.address().port}${base}`, close: () => server.close() };
}

export const executable = process.env.CHROMIUM ?? "/usr/bin/chromium";
export const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
export const launch = () => chromium.launch({ executablePath: executable, args: flags });
