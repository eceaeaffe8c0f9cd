#!/usr/bin/env bash
# Finds binaryen's wasm-opt, or fetches it by apt or npm. The last line of the output is its path.
set -euo pipefail
cd "$(dirname "$0")/.."

tools=artifacts/fuzz-tools
if ! command -v wasm-opt > /dev/null && command -v apt-get > /dev/null && [ "$(id -u)" = 0 ]; then
  apt-get install -y -q binaryen || { apt-get update -q && apt-get install -y -q binaryen; } || true
fi
if ! command -v wasm-opt; then
  [ -x $tools/node_modules/.bin/wasm-opt ] || npm install --prefix $tools --no-save binaryen
  echo $tools/node_modules/.bin/wasm-opt
fi
