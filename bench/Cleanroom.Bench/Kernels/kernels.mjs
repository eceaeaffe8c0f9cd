// Runs the kernels in Node, as a server over standard input and output:
//   request  `kernel n repetitions`
//   answer   {"kernel":"fib","n":32,"repetitions":3,"result":2178309,"cpuMicroseconds":41873}   or   {"error":"..."}
// cpuMicroseconds is the process's user and system time over all repetitions. The first request for a kernel warms it up before it is measured.
// With `--table` it measures every kernel of kernels.json once instead, checks the results and exits.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const folder = new URL(".", import.meta.url);
const warmUpMicroseconds = 300_000;

function instantiate() {
  let memory;
  const imports = {
    env: {
      format_int(value, address) {
        const text = String(value);
        const bytes = new Uint8Array(memory.buffer, address, text.length);
        for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
        return text.length;
      },
      mix: (a, b) => (Math.imul(a, 31) + b) | 0,
    },
  };
  const module = new WebAssembly.Module(readFileSync(new URL("kernels.wasm", folder)));
  const instance = new WebAssembly.Instance(module, imports);
  memory = instance.exports.memory;
  return instance.exports;
}

const exports = instantiate();
const warm = new Set();

function time(run, n, repetitions) {
  const start = process.cpuUsage();
  let result = run(n);
  for (let i = 1; i < repetitions; i++) {
    const again = run(n);
    if (again !== result) throw new Error(`the result changed from ${result} to ${again}`);
  }
  const { user, system } = process.cpuUsage(start);
  return { result, cpuMicroseconds: user + system };
}

function measure(kernel, n, repetitions) {
  const run = exports[kernel];
  if (typeof run !== "function") throw new Error(`unknown kernel '${kernel}'`);
  if (!(n >= 0) || !(repetitions > 0)) throw new Error("the request is: kernel n repetitions");
  for (let spent = 0; !warm.has(kernel) && spent < warmUpMicroseconds; ) spent += Math.max(time(run, n, 1).cpuMicroseconds, 1000);
  warm.add(kernel);
  return { kernel, n, repetitions, ...time(run, n, repetitions) };
}

function answer(request) {
  try {
    const [kernel, n, repetitions] = request.trim().split(/\s+/);
    return measure(kernel, Number(n), Number(repetitions));
  } catch (error) {
    return { error: error.message };
  }
}

function printTable() {
  for (const { kernel, n, result } of JSON.parse(readFileSync(new URL("kernels.json", folder), "utf8"))) {
    const measured = measure(kernel, n, 5);
    const correct = measured.result === result;
    console.log(`${kernel.padEnd(10)} ${(measured.cpuMicroseconds / 5000).toFixed(2).padStart(8)} ms   ${measured.result}${correct ? "" : `   expected ${result}`}`);
    if (!correct) process.exitCode = 1;
  }
}

if (process.argv[2] === "--table") {
  printTable();
} else {
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() !== "") process.stdout.write(JSON.stringify(answer(line)) + "\n");
  }
}
