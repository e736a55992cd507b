// Writes a page over every budget of bytes into a folder, with a style and scripts that can't be packed.
//
// node heavy.mjs FOLDER

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { randomBytes } from "node:crypto";

const [folder] = process.argv.slice(2);
const text = () => randomBytes(40_000).toString("base64");
await mkdir(folder, { recursive: true });
const links = '<link rel="stylesheet" href="style.css"><script src="lossbook.js"></script>';
await writeFile(join(folder, "index.html"), `${links}<article class="entry"><p>${text()}</p></article>`);
await writeFile(join(folder, "style.css"), text());
await writeFile(join(folder, "lossbook.js"), text());
