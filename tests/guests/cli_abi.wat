;; What depends on the generation and on how memory is handed out: string_compare of equal texts, the heap after the host allocated, a growth that cannot be.
(module
  (import "env" "print_integer" (func $integer (param i64)))
  (import "env" "string_compare" (func $compare (param i32 i32) (result i32)))
  (import "env" "string.concat" (func $concat (param i32 i32) (result i32)))
  (memory (export "memory") 32 64)
  (global $heap (export "__heap_ptr") (mut i32) (i32.const 4200))
  (data (i32.const 4096) "\04\00\00\00abcd")
  (func (export "start")
    (call $integer (i64.extend_i32_s (call $compare (i32.const 4096) (i32.const 4096))))
    (call $integer (i64.extend_i32_s (call $concat (i32.const 4096) (i32.const 4096))))
    (call $integer (i64.extend_i32_s (memory.grow (i32.const 1000))))))
