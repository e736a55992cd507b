#!/usr/bin/env bash
# How long a typical cell takes to compile: typical.rs at opt-level 2 against the prebuilt core, as the generator does it.
# Prints the median of several compilations in milliseconds. Run it from anywhere: crates/ml/benches/cell/run.sh [RUNS]
set -euo pipefail
cd "$(dirname "$0")/../../../.."
runs=${1:-9}
cargo build --quiet --profile cells -p lossbook-ml
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
compile() {
  rustc --edition 2024 -C opt-level=2 -C codegen-units=1 -C debuginfo=0 -C strip=debuginfo -C embed-bitcode=no \
    -C overflow-checks=on --extern ml=target/cells/libml.rlib -L dependency=target/cells/deps -o "$out/cell" \
    crates/ml/benches/cell/typical.rs
}
compile
"$out/cell" >/dev/null
for _ in $(seq "$runs"); do
  start=$(date +%s%N)
  compile
  echo $((($(date +%s%N) - start) / 1000000))
done | sort -n | awk '{ all[NR] = $1 } END { printf "%d ms (least %d, most %d)\n", all[int((NR + 1) / 2)], all[1], all[NR] }'
