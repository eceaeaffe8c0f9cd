;; Starts with 48 MB of memory, more than the standard tier allows.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (memory (export "memory") 768 1024)
  (data (i32.const 64) "large")
  (func (export "start") (call $printl (i32.const 64) (i32.const 5))))
