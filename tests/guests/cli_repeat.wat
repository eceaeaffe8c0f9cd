;; Asks the host for a text of two megabytes.
(module
  (import "env" "string_repeat" (func $repeat (param i32 i32 i32) (result i32)))
  (import "env" "printl" (func $printl (param i32 i32)))
  (memory (export "memory") 1 512)
  (global $heap (export "__heap_ptr") (mut i32) (i32.const 4096))
  (func (export "_start")
    (if (i32.eq (i32.load (call $repeat (i32.const 1024) (i32.const 1) (i32.const 2000000))) (i32.const 2000000))
      (then (call $printl (i32.const 1032) (i32.const 4)))))
  (data (i32.const 1024) "\01\00\00\00x")
  (data (i32.const 1032) "long"))
