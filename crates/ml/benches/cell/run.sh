#!/usr/bin/env bash
# How long cells take to compile at opt-level 2 against the prebuilt core and cell crate, as the generator does it: a
# typical one, several as one program, and a program that only says hello, which is what rustc and the linker take for
# themselves.
# Prints the medians of several compilations in turn, in milliseconds. Run it from anywhere: crates/ml/benches/cell/run.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/../../../.."
runs=${1:-9}
cargo build --quiet --profile cells -p lossbook-ml -p lossbook-cell
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
echo 'fn main() { println!("hello"); }' >"$out/hello.rs"
cp crates/ml/benches/cell/*.rs "$out"
compile() {
  rustc --edition 2024 -C opt-level=2 -C codegen-units=1 -C debuginfo=0 -C strip=debuginfo -C embed-bitcode=no \
    -C overflow-checks=on --extern ml=target/cells/libml.rlib --extern cell=target/cells/libcell.rlib \
    -L dependency=target/cells/deps -o "$out/$1" "$out/$1.rs"
}
for name in typical several hello; do
  compile "$name"
  "$out/$name" >/dev/null
done
for _ in $(seq "$runs"); do
  for name in typical several hello; do
    start=$(date +%s%N)
    compile "$name"
    echo $((($(date +%s%N) - start) / 1000000)) >>"$out/$name.times"
  done
done
for name in typical several hello; do
  sort -n "$out/$name.times" |
    awk -v name="$name" '{ all[NR] = $1 } END { printf "%s: %d ms (least %d, most %d)\n", name, all[int((NR + 1) / 2)], all[1], all[NR] }'
done
