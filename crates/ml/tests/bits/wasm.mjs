// Fits every model of a WebAssembly module made from wasm.rs and compares hashes: node wasm.mjs bits.wasm
import { readFileSync } from "node:fs";

const { instance } = await WebAssembly.instantiate(readFileSync(process.argv[2]), {});
const { memory, count, name, name_length, expected, found } = instance.exports;
const hex = (hash) => "0x" + BigInt.asUintN(64, hash).toString(16).padStart(16, "0");

let wrong = 0;
for (let model = 0; model < count(); model++) {
  const hash = found(model);
  if (hash !== expected(model)) {
    const bytes = new Uint8Array(memory.buffer, name(model), name_length(model));
    console.error(`${new TextDecoder().decode(bytes)}: ${hex(hash)} instead of ${hex(expected(model))}`);
    wrong++;
  }
}
console.log(`wasm32 under Node ${process.version}: ${count() - wrong} of ${count()} models have the bits of the table`);
process.exit(wrong === 0 ? 0 : 1);
