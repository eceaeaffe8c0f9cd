;; Calls error() with a text that would steer a terminal, then traps.
(module
  (import "env" "error" (func $error (param i32 i32) (result i32)))
  (memory (export "memory") 1 16)
  (data (i32.const 64) "it broke\1b[31m")
  (func (export "start")
    (drop (call $error (i32.const 64) (i32.const 13)))
    unreachable))
