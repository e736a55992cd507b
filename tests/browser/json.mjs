// Holds JSON files against a schema with Ajv.
//
// node json.mjs SCHEMA FILE…

import { readFile } from "node:fs/promises";
import Ajv from "ajv/dist/2020.js";

const [schema, ...files] = process.argv.slice(2);
const read = async (file) => JSON.parse(await readFile(file, "utf8"));
const validate = new Ajv({ allErrors: true }).compile(await read(schema));
let findings = 0;
for (const file of files) {
  if (validate(await read(file))) continue;
  findings += validate.errors.length;
  for (const { instancePath, message } of validate.errors) console.log(`${file}: ${instancePath || "/"} ${message}`);
}
console.log(`${files.length} files, ${findings} findings`);
process.exitCode = findings > 0 || files.length === 0 ? 1 : 0;
