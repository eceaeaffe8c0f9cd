// Runs the greeting example as a whole Node process, for the comparison of start-up.
import { run } from "./guest.mjs";

run(new URL("../../../examples/hello/hello.wasm", import.meta.url));
