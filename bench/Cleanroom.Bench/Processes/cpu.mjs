// Runs a compiler's module as a whole Node process: node cpu.mjs path/to/cpu.wasm
import { run } from "./guest.mjs";

if (process.argv.length !== 3) {
  console.error("usage: node cpu.mjs MODULE");
  process.exit(2);
}
run(process.argv[2]);
