;; Imports three things that no host has; calls none of them.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (import "env" "no_such_function" (func (param i32) (result i32)))
  (import "elsewhere" "another" (func (param i64) (result f64)))
  (import "env" "print" (func (param f64 f64)))
  (memory (export "memory") 1 16)
  (data (i32.const 64) "fine")
  (func (export "start") (call $printl (i32.const 64) (i32.const 4))))
