// The peer of the pool: a new instance of the compiled module for every call, brought to the state after its start function.
// Reads lines `bytes cycles` and answers `{"cpuMicroseconds": …}` for one cycle.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const module = new WebAssembly.Module(readFileSync(process.argv[2]));
// What a host without snapshots has to do: run the start function again.
function cycle(bytes) {
  const { exports } = new WebAssembly.Instance(module);
  exports.start();
  if (exports.touch(bytes) !== 1) throw new Error("state of another cycle");
}

for (let i = 0; i < 50; i++) cycle(4096);
for await (const line of createInterface({ input: process.stdin })) {
  const [bytes, cycles] = line.split(" ").map(Number);
  const before = process.cpuUsage();
  for (let i = 0; i < cycles; i++) cycle(bytes);
  const used = process.cpuUsage(before);
  console.log(JSON.stringify({ cpuMicroseconds: (used.user + used.system) / cycles }));
}
