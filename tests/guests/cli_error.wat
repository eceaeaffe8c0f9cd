;; Calls error() and goes on to its end.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (import "env" "error" (func $error (param i32 i32) (result i32)))
  (memory (export "memory") 1 16)
  (data (i32.const 64) "it broke")
  (func (export "start")
    (drop (call $error (i32.const 64) (i32.const 8)))
    (call $printl (i32.const 64) (i32.const 8))))
