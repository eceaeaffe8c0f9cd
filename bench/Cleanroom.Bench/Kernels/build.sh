#!/usr/bin/env bash
# Rebuilds kernels.wasm from kernels.c and, where wabt is there, examples/hello/hello.wasm from its text. Needs clang with wasm-ld.
set -euo pipefail
cd "$(dirname "$0")"
clang --target=wasm32 -std=c11 -O2 -Wall -Wextra -Werror -ffreestanding -fno-builtin -fno-vectorize -fno-slp-vectorize \
  -mno-bulk-memory -mno-sign-ext -mno-nontrapping-fptoint -nostdlib \
  -Wl,--no-entry -Wl,--export-dynamic -Wl,--allow-undefined -Wl,--strip-debug \
  -Wl,-z,stack-size=65536 -o kernels.wasm kernels.c
if command -v wasm-validate >/dev/null; then wasm-validate kernels.wasm; fi
if command -v wat2wasm >/dev/null; then wat2wasm ../../../examples/hello/hello.wat -o ../../../examples/hello/hello.wasm; fi
chmod 644 kernels.wasm
ls -l kernels.wasm
