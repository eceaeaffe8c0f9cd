;; Exports main, init, and a _start that takes a parameter: main is the entry point.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (memory (export "memory") 1 16)
  (data (i32.const 64) "maininit")
  (func (export "_start") (param i32) unreachable)
  (func (export "init") (call $printl (i32.const 68) (i32.const 4)))
  (func (export "main") (result i32)
    (call $printl (i32.const 64) (i32.const 4))
    (i32.const 7)))
