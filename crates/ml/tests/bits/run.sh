#!/usr/bin/env bash
# Fits every model of the core on several processor generations and in WebAssembly, and compares the bits of what they
# learned with the tables beside this. Run it from anywhere: crates/ml/tests/bits/run.sh [DIR]
#
# Compiled code goes to DIR (target/bits). A toolchain that knows wasm32-unknown-unknown is used if there is one; where
# rustup has none to offer, one is put together from Debian's packages in DIR/wasm: 3 minutes, as root, once.
set -euo pipefail
cd "$(dirname "$0")/../../../.."
mkdir -p "${1:-target/bits}"
dir=$(cd "${1:-target/bits}" && pwd)

for cpu in x86-64 x86-64-v3 native; do
  [[ $(uname -m) == x86_64 || $cpu == native ]] || continue
  printf '== target-cpu=%s\n' "$cpu"
  RUSTFLAGS="-C target-cpu=$cpu" CARGO_TARGET_DIR=$dir/$cpu cargo test --quiet -p lossbook-ml --test bits
done

# Unpacks Debian's compiler of the same family with the source of its standard library, builds that library for
# wasm32-unknown-unknown, and puts it where the compiler looks for it.
debian_toolchain() {
  local to=$1 release source
  [[ -e $to/ready ]] && return
  rm -rf "$to" && mkdir -p "$to/bin" && cd "$to"
  apt-get update -qq
  release=$(apt-cache depends libstd-rust-web-dev | grep -oE 'libstd-rust-web-[0-9]+[.][0-9]+' | sort -u)
  apt-get install -y -qq "$(apt-cache depends "$release" rustc-web | grep -oE 'libllvm[0-9]+' | sort -u)" >/dev/null
  apt-get download -qq rustc-web rust-web-src libstd-rust-web-dev "$release"
  for package in *.deb; do dpkg-deb -x "$package" .; done
  rm -- *.deb
  source=$(echo usr/src/rustc-*)
  mkdir -p usr/lib/rustlib/src
  ln -sfn "$to/$source" usr/lib/rustlib/src/rust
  printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$to/usr/lib/x86_64-linux-gnu" "$to/usr/bin/rustc" >bin/rustc
  chmod +x bin/rustc
  # Written by hand: `cargo new` would take this package for one of the workspace around it.
  mkdir -p seed/src && : >seed/src/lib.rs
  printf '%s\n' '[package]' 'name = "seed"' 'edition = "2024"' '[workspace]' '[profile.release]' 'panic = "abort"' \
    >seed/Cargo.toml
  (cd seed && RUSTC=$to/bin/rustc RUSTC_BOOTSTRAP=1 cargo build --quiet --release \
    -Zbuild-std=std,panic_abort --target wasm32-unknown-unknown)
  mkdir -p usr/lib/rustlib/wasm32-unknown-unknown/lib
  cp seed/target/wasm32-unknown-unknown/release/deps/*.rlib usr/lib/rustlib/wasm32-unknown-unknown/lib/
  rm -rf usr/lib/rustlib/wasm32-unknown-unknown/lib/libseed-* seed
  touch ready
}

printf '== wasm32\n'
command -v node >/dev/null || { apt-get update -qq && apt-get install -y -qq nodejs >/dev/null; }
if [[ ! -d $(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown ]] &&
  ! rustup target add wasm32-unknown-unknown 2>/dev/null; then
  (debian_toolchain "$dir/wasm")
  export RUSTC=$dir/wasm/bin/rustc
  CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER=$(rustc --print sysroot)/lib/rustlib/x86_64-unknown-linux-gnu/bin/rust-lld
  export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER
fi
CARGO_TARGET_DIR=$dir/wasm32 cargo build --quiet -p lossbook-ml --example bits --target wasm32-unknown-unknown
node crates/ml/tests/bits/wasm.mjs "$dir/wasm32/wasm32-unknown-unknown/debug/examples/bits.wasm"
