;; Grows its memory by 40 MB, more than the standard tier allows, and prints a line.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (memory (export "memory") 32 1024)
  (global $heap (export "__heap_ptr") (mut i32) (i32.const 4096))
  (data (i32.const 64) "grown")
  (func (export "malloc") (param i32) (result i32) (global.get $heap))
  (func (export "start")
    (drop (memory.grow (i32.const 640)))
    (call $printl (i32.const 64) (i32.const 5))))
