// The peer of the whole-process comparisons: the smallest straightforward host of a Clean module in Node. A process runs one guest.
// Strings are `[u32 length][bytes]`; results are fresh memory from the guest's own malloc.
import { readFileSync, writeSync } from "node:fs";

const heapLift = 1_048_576;

let exports;
let bytes = new Uint8Array();
let words = new DataView(bytes.buffer);
const output = [];

const hostFunctions = {
  print,
  printl: printLine,
  print_integer: (value) => output.push(Buffer.from(String(value))),
  print_float: (value) => output.push(Buffer.from(plainNumber(value))),
  print_boolean: (value) => output.push(Buffer.from(value ? "true" : "false")),
  "string.concat": concat,
  int_to_string: (value) => newText(String(value)),
  float_to_string: (value) => newText(plainNumber(value)),
  mem_alloc: memAlloc,
  mem_retain() {},
  mem_release() {},
  mem_scope_push() {},
  mem_scope_pop() {},
  _state_reset_all() {},
  _state_reset_named() {},
};

/** Instantiates the module at path, runs its `_start`, and writes what it printed to standard output. */
export function run(path) {
  const module = new WebAssembly.Module(readFileSync(path));
  const imports = {};
  for (const { module: from, name } of WebAssembly.Module.imports(module)) {
    (imports[from] ??= {})[name] = hostFunctions[name] ?? (() => { throw new Error(`this script has no ${from}.${name}`); });
  }

  exports = new WebAssembly.Instance(module, imports).exports;
  refresh();
  // Where Cleanroom starts the heap too: lists of some compilers overwrite what lies behind them below this address.
  if (bytes.length >= 2 * heapLift && exports.__heap_ptr.value < heapLift) exports.__heap_ptr.value = heapLift;
  exports._start();
  writeAll(Buffer.concat(output));
}

// Growing the memory detaches its buffer: take the views again when that happened.
function refresh() {
  if (bytes.buffer === exports.memory.buffer) return;
  bytes = new Uint8Array(exports.memory.buffer);
  words = new DataView(exports.memory.buffer);
}

function allocate(size) {
  const address = exports.malloc(size) >>> 0;
  refresh();
  if (address === 0) throw new Error(`the guest's allocator refused ${size} bytes`);
  return address;
}

function newText(text) {
  const content = Buffer.from(text);
  const address = allocate(4 + content.length);
  words.setUint32(address, content.length, true);
  bytes.set(content, address + 4);
  return address;
}

function lengthOf(address) {
  return address === 0 ? 0 : words.getUint32(address, true);
}

function print(address, count) {
  refresh();
  output.push(Buffer.from(bytes.subarray(address >>> 0, (address >>> 0) + count)));
}

function printLine(address, count) {
  print(address, count);
  output.push(Buffer.from("\n"));
}

function concat(left, right) {
  refresh();
  const first = lengthOf(left), second = lengthOf(right);
  const joined = allocate(4 + first + second);
  words.setUint32(joined, first + second, true);
  bytes.copyWithin(joined + 4, left + 4, left + 4 + first);
  bytes.copyWithin(joined + 4 + first, right + 4, right + 4 + second);
  return joined;
}

// Plain notation however long, never an exponent.
function plainNumber(value) {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (Object.is(value, -0)) return "-0";
  const [digits, exponent] = String(value).split("e");
  if (exponent === undefined) return digits;
  const [whole, fraction = ""] = digits.replace("-", "").split(".");
  const sign = value < 0 ? "-" : "";
  const point = whole.length + Number(exponent);
  const all = whole + fraction;
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${all}`;
  return sign + all.padEnd(point, "0");
}

function memAlloc(type, size) {
  const count = Math.max(type >>> 0, size >>> 0, 8);
  const address = allocate(count);
  bytes.fill(0, address, address + count);
  return address;
}

// Synchronous, also into a pipe that is full.
function writeAll(content) {
  for (let written = 0; written < content.length; ) {
    try {
      written += writeSync(1, content, written);
    } catch (error) {
      if (error.code !== "EAGAIN") throw error;
    }
  }
}
