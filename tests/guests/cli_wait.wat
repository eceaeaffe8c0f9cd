;; Waits for a line of input and prints that it came.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (import "env" "input" (func $input (param i32 i32) (result i32)))
  (memory (export "memory") 1 16)
  (global (export "__heap_ptr") (mut i32) (i32.const 4096))
  (data (i32.const 64) "who? came")
  (func (export "start")
    (drop (call $input (i32.const 64) (i32.const 5)))
    (call $printl (i32.const 69) (i32.const 4))))
