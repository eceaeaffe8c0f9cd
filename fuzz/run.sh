#!/usr/bin/env bash
# Fuzzes the engine against Node and Wasmtime: valid modules, damaged ones, numeric ones in every processor mode, and ones that access memory, a quarter of the
# time each.
#   fuzz/run.sh [seconds [seed]]        (default: 120, and random seeds)
# Exit code 1 when the two sides differ; the findings are in artifacts/fuzz.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-120}
seed=(${2:+--seed "$2"})

wasm_opt=$(fuzz/tools.sh | tail -1)

dotnet build -c Release -v quiet fuzz/Cleanroom.Fuzz
fuzz() { dotnet fuzz/Cleanroom.Fuzz/bin/Release/net10.0/Cleanroom.Fuzz.dll "$@" --wasm-opt "$wasm_opt" "${seed[@]}"; }

status=0
for verb in modules mutations "numbers --modes" memory; do
  result=0
  # shellcheck disable=SC2086 # A verb and its options.
  fuzz $verb --seconds $((seconds / 4)) || result=$?
  if [ $result -gt 1 ]; then
    echo "The fuzzer ended with exit code $result. The module that it ran last:"
    ls -t artifacts/fuzz/running-*.wasm | head -1
  fi
  [ $result -eq 0 ] || status=1
done
exit $status
