// The peer: the straightforward implementation of the same imports in Node. Reads lines `export repetitions textLength kind` and answers
// `{"result": …, "cpuMicroseconds": …}`.
import { readFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

const decoder = new TextDecoder();
const encoder = new TextEncoder();
const text = (address) => decoder.decode(bytes.subarray(address + 4, address + 4 + words.getUint32(address, true)));
function newBytes(content) {
  const address = exports.malloc(4 + content.length);
  words.setUint32(address, content.length, true);
  bytes.set(content, address + 4);
  return address;
}
const newText = (value) => newBytes(encoder.encode(value));

// Any boxes: [tag][v1][v2]; 1 integer, 2 boolean, 3 number, 4 string, 5 array, 6 object.
function box(value) {
  const address = exports.malloc(12);
  if (value === null) words.setInt32(address, 0, true);
  else if (typeof value === "boolean") { words.setInt32(address, 2, true); words.setInt32(address + 4, value ? 1 : 0, true); }
  else if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) { words.setInt32(address, 1, true); words.setInt32(address + 4, value, true); words.setInt32(address + 8, value < 0 ? -1 : 0, true); }
  else if (typeof value === "number") { words.setInt32(address, 3, true); words.setFloat64(address + 4, value, true); }
  else if (typeof value === "string") { words.setInt32(address, 4, true); words.setUint32(address + 4, newText(value), true); }
  else if (Array.isArray(value)) {
    const list = exports.malloc(4 + 4 * value.length);
    words.setUint32(list, value.length, true);
    value.forEach((item, i) => words.setUint32(list + 4 + 4 * i, box(item), true));
    words.setInt32(address, 5, true); words.setUint32(address + 4, list, true);
  } else {
    const entries = Object.entries(value);
    const object = exports.malloc(4 + 8 * entries.length);
    words.setUint32(object, entries.length, true);
    entries.forEach(([key, item], i) => { words.setUint32(object + 4 + 8 * i, newText(key), true); words.setUint32(object + 8 + 8 * i, box(item), true); });
    words.setInt32(address, 6, true); words.setUint32(address + 4, object, true);
  }
  return address;
}
function unbox(address) {
  const value = words.getUint32(address + 4, true);
  switch (words.getInt32(address, true)) {
    case 0: return null;
    case 1: return words.getInt32(address + 4, true);
    case 2: return value !== 0;
    case 3: return words.getFloat64(address + 4, true);
    case 4: return text(value);
    case 5: return Array.from({ length: words.getUint32(value, true) }, (_, i) => unbox(words.getUint32(value + 4 + 4 * i, true)));
    default: {
      const object = {};
      for (let i = 0, n = words.getUint32(value, true); i < n; i++) object[text(words.getUint32(value + 4 + 8 * i, true))] = unbox(words.getUint32(value + 8 + 8 * i, true));
      return object;
    }
  }
}

const env = {
  "string.concat": (left, right) => {
    const [a, b] = [words.getUint32(left, true), words.getUint32(right, true)];
    const address = exports.malloc(4 + a + b);
    words.setUint32(address, a + b, true);
    bytes.copyWithin(address + 4, left + 4, left + 4 + a);
    bytes.copyWithin(address + 4 + a, right + 4, right + 4 + b);
    return address;
  },
  _json_decode_v2: (address) => box(JSON.parse(text(address))),
  _json_encode_v2: (address) => newText(JSON.stringify(unbox(address))),
  float_to_string: (value) => newText(String(value)),
  int_to_string: (value) => newText(value.toString()),
  float_to_string_fixed: (value, decimals) => newText(value.toFixed(decimals)),
  string_to_float: (address) => Number(text(address)),
  _crypto_hash_sha256: (address) => newText(createHash("sha256").update(bytes.subarray(address + 4, address + 4 + words.getUint32(address, true))).digest("hex")),
  string_substring: (address, start, end) => newBytes(bytes.subarray(address + 4, address + 4 + words.getUint32(address, true)).subarray(start, end)),
  string_index_of: (address, needle) => Buffer.from(bytes.buffer, address + 4, words.getUint32(address, true)).indexOf(text(needle)),
  string_replace: (address, search, replacement) => newText(text(address).replaceAll(text(search), text(replacement))),
  string_to_upper: (address) => newText(text(address).toUpperCase()),
  string_trim: (address) => newText(text(address).trim()),
};
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(process.argv[2])), { env });
const bytes = new Uint8Array(exports.memory.buffer);
const words = new DataView(exports.memory.buffer);

for await (const line of createInterface({ input: process.stdin })) {
  const [name, repetitions, encoded] = line.split(" ");
  const content = Buffer.from(encoded ?? "", "base64");
  words.setUint32(65536, content.length, true);
  bytes.set(content, 65540);
  const before = process.cpuUsage();
  const result = exports[name](Number(repetitions));
  const used = process.cpuUsage(before);
  console.log(JSON.stringify({ result, cpuMicroseconds: used.user + used.system }));
}
