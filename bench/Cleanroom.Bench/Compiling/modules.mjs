// The peer of the verbs `large` and `startup`: compiles a module without imports and runs one of its functions.
// Reads lines `large FILE calls warm-up` or `startup FILE export` and answers processor times in microseconds.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

function time(action) {
  const before = process.cpuUsage();
  const result = action();
  const used = process.cpuUsage(before);
  return [used.user + used.system, result];
}

const instantiate = (bytes) => new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;

function large(file, calls, warmUpMicroseconds) {
  const bytes = readFileSync(file);
  const [compileMicroseconds, exports] = time(() => {
    const made = instantiate(bytes);
    made.run(1);
    return made;
  });
  const many = () => {
    let result = 0;
    for (let i = 0; i < calls; i++) result = exports.run(i);
    return result;
  };
  // Until the optimizing compiler has finished.
  for (let spent = 0; spent < warmUpMicroseconds; ) spent += Math.max(time(many)[0], 100);
  const [cpuMicroseconds, result] = time(many);
  return { compileMicroseconds, cpuMicroseconds, result };
}

function startup(file, name) {
  const bytes = readFileSync(file);
  const [cpuMicroseconds, result] = time(() => instantiate(bytes)[name](1));
  return { cpuMicroseconds, result };
}

for await (const line of createInterface({ input: process.stdin })) {
  const [verb, file, ...rest] = line.split(" ");
  let answer;
  try {
    answer = verb === "large" ? large(file, Number(rest[0]), Number(rest[1])) : startup(file, rest[0]);
  } catch (error) {
    answer = { error: error.message };
  }
  console.log(JSON.stringify(answer));
}
