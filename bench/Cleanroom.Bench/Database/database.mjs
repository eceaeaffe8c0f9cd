// The peer: the straightforward _db_query in Node on better-sqlite3 (or node:sqlite), statements kept prepared. Arguments: module, database, folder of
// node_modules. Reads lines `repetitions statement parameters`, texts as base64, and answers `{"length": …, "hash": …, "cpuMicroseconds": …}`.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const [module, file, folder] = process.argv.slice(2);
const database = open();
const statements = new Map();
const decoder = new TextDecoder();
const encoder = new TextEncoder();

function open() {
  try {
    return new (createRequire(folder + "/")("better-sqlite3"))(file, { readonly: true });
  } catch (missing) {
    try {
      return new (createRequire(import.meta.url)("node:sqlite").DatabaseSync)(file, { readOnly: true });
    } catch {
      console.log(JSON.stringify({ error: `neither better-sqlite3 in ${folder} nor node:sqlite: ${missing.message.split("\n")[0]}` }));
      process.exit(1);
    }
  }
}

function answer(sql, parameters) {
  try {
    let statement = statements.get(sql);
    if (!statement) statements.set(sql, (statement = database.prepare(sql)));
    const rows = statement.all(...JSON.parse(parameters || "[]"));
    return JSON.stringify({ ok: true, data: { rows, count: rows.length } });
  } catch (failure) {
    return JSON.stringify({ ok: false, err: { code: "QUERY_ERROR", message: failure.message, details: {} } });
  }
}

const text = (address, length) => decoder.decode(bytes.subarray(address, address + length));
const env = {
  _db_query: (sql, sqlLength, parameters, parametersLength) => {
    const content = encoder.encode(answer(text(sql, sqlLength), text(parameters, parametersLength)));
    const address = exports.malloc(4 + content.length);
    words.setUint32(address, content.length, true);
    bytes.set(content, address + 4);
    return address;
  },
};
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(module)), { env });
const bytes = new Uint8Array(exports.memory.buffer);
const words = new DataView(exports.memory.buffer);
function put(address, encoded) {
  const content = Buffer.from(encoded, "base64");
  words.setUint32(address, content.length, true);
  bytes.set(content, address + 4);
}

for await (const line of createInterface({ input: process.stdin })) {
  const [repetitions, sql, parameters] = line.split(" ");
  put(65536, sql);
  put(66560, parameters);
  const before = process.cpuUsage();
  const address = exports.query(Number(repetitions));
  const used = process.cpuUsage(before);
  const length = words.getUint32(address, true);
  const hash = createHash("sha256").update(bytes.subarray(address + 4, address + 4 + length)).digest("hex");
  console.log(JSON.stringify({ length, hash, cpuMicroseconds: used.user + used.system }));
}
