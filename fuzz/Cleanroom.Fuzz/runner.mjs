// Runs the fuzzer's cases: one JSON request per line of standard input, one JSON response per line of standard output.
import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

const view = new DataView(new ArrayBuffer(8));
const jsType = { funcref: "anyfunc" };

// The same rules as HostValues.cs.
function mix(count) {
  let x = (Math.imul(count, 0x9e3779b1) + 0x7f4a7c15) >>> 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b) >>> 0;
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35) >>> 0;
  x = (x ^ (x >>> 16)) >>> 0;
  return (x & 3) === 0 ? x | 0 : ((x >>> 4) & 0xff) - 8;
}

function make(type, count) {
  switch (type) {
    case "i32": return mix(count);
    case "i64": return BigInt.asIntN(64, BigInt(mix(count)) * 0x100000001n);
    case "f32":
    case "f64": return mix(count) / 16;
    default: return null;
  }
}

function hex(bits, digits) {
  return bits.toString(16).padStart(digits, "0");
}

function describe(type, value) {
  switch (type) {
    case "i32": return `i32:${hex(value >>> 0, 8)}`;
    case "i64": return `i64:${hex(BigInt.asUintN(64, value), 16)}`;
    case "f32":
      view.setFloat32(0, value);
      return Number.isNaN(value) ? "f32:nan" : `f32:${hex(view.getUint32(0), 8)}`;
    case "f64":
      view.setFloat64(0, value);
      return Number.isNaN(value) ? "f64:nan" : `f64:${hex(view.getBigUint64(0), 16)}`;
    default: return value === null ? "ref:null" : "ref:set";
  }
}

function parse(text) {
  const [type, bits] = text.split(":");
  switch (type) {
    case "i32": return Number(`0x${bits}`) | 0;
    case "i64": return BigInt.asIntN(64, BigInt(`0x${bits}`));
    case "f32":
      if (bits === "nan") return NaN;
      view.setUint32(0, Number(`0x${bits}`));
      return view.getFloat32(0);
    case "f64":
      if (bits === "nan") return NaN;
      view.setBigUint64(0, BigInt(`0x${bits}`));
      return view.getFloat64(0);
    default: return null;
  }
}

const trapClasses = [
  [/^unreachable/, "unreachable"],
  [/memory access out of bounds|data segment.*out of bounds|operation does not fit in memory/, "memory"],
  [/table index is out of bounds|table access out of bounds|table.*out of bounds|element segment.*out of bounds/, "table"],
  [/null function or function signature mismatch/, "indirect"],
  [/^divide by zero|^remainder by zero/, "division by zero"],
  [/^divide result unrepresentable|^float unrepresentable/, "overflow"],
];

class Run {
  lines = [];
  stopped = null;
  logged = 0;
  made = 0;

  execute(module, plan) {
    const instance = this.instantiate(module, plan);
    if (instance === null) return;
    plan.calls.forEach((call, number) => {
      if (this.stopped === null) this.call(instance, number, call);
    });
    if (this.stopped === null) this.describeState(instance, plan);
  }

  instantiate(module, plan) {
    const imports = Object.create(null);
    try {
      for (const item of plan.imports) {
        const made = this.makeImport(item);
        if (made === undefined) return null;
        Object.defineProperty(imports[item.module] ??= Object.create(null), item.name, { value: made, configurable: true, enumerable: true });
      }
      const instance = new WebAssembly.Instance(module, imports);
      this.lines.push("instantiated");
      return instance;
    } catch (error) {
      this.failed("instantiation", error);
      return null;
    }
  }

  makeImport(item) {
    const limits = { initial: item.minimum };
    if (item.maximum !== null) limits.maximum = item.maximum;
    switch (item.kind) {
      case "function":
        if (item.results.length > 1) {
          this.stopped = "host function with several results";
          return undefined;
        }
        return (...values) => this.log(item, values);
      case "memory": return new WebAssembly.Memory(limits);
      case "table": return new WebAssembly.Table({ element: jsType[item.type] ?? item.type, ...limits }, null);
      default: return new WebAssembly.Global({ value: jsType[item.type] ?? item.type, mutable: item.mutable }, make(item.type, this.made++));
    }
  }

  log(item, values) {
    if (++this.logged > logLines) throw "log";
    this.lines.push(`host ${item.index} ${item.parameters.map((type, i) => describe(type, values[i])).join(" ")}`);
    if (item.results.length === 1) return make(item.results[0], this.made++);
  }

  call(instance, number, call) {
    try {
      const result = instance.exports[call.name](...call.arguments.map(parse));
      const values = call.results.length > 1 ? result : [result];
      this.lines.push(`call ${number} -> ${call.results.map((type, i) => describe(type, values[i])).join(" ")}`);
    } catch (error) {
      this.failed(`call ${number}`, error);
    }
  }

  failed(where, error) {
    if (error === "log") this.stopped = "log";
    else if (error instanceof WebAssembly.LinkError) this.lines.push("link error");
    else if (error instanceof WebAssembly.RuntimeError) {
      const found = trapClasses.find(([pattern]) => pattern.test(error.message) || pattern.test(error.message.replace(/^WebAssembly\.Instance\(\): /, "")));
      this.lines.push(`${where} trap ${found ? found[1] : error.message}`);
    } else if (error instanceof RangeError) this.stopped = /call stack/.test(error.message) ? "stack" : "limit";
    else this.lines.push(`${where} ${error}`);
  }

  describeState(instance, plan) {
    plan.exports.forEach((item, i) => {
      const value = instance.exports[item.name];
      if (item.kind === "global") this.lines.push(`export ${i} ${describe(item.type, value.value)}`);
      else if (item.kind === "table") {
        let set = 0;
        for (let slot = 0; slot < value.length; slot++) if (value.get(slot) !== null) set++;
        this.lines.push(`export ${i} table ${value.length} ${set}`);
      } else if (item.kind === "memory") {
        const hash = createHash("sha256").update(new Uint8Array(value.buffer)).digest("hex");
        this.lines.push(`export ${i} memory ${value.buffer.byteLength / 65536} ${hash}`);
      }
    });
  }
}

let logLines = 0;

function answer(request) {
  const run = new Run();
  const bytes = Buffer.from(request.module, "base64");
  logLines = request.logLines;
  let module;
  try {
    module = new WebAssembly.Module(bytes);
  } catch (error) {
    return { lines: [], stopped: null, refusal: error.message };
  }
  if (request.plan !== null) run.execute(module, request.plan);
  return { lines: run.lines, stopped: run.stopped, refusal: null };
}

for await (const line of createInterface({ input: process.stdin })) process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
