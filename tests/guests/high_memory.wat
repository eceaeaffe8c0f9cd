;; Strings above two gigabytes: addresses are unsigned.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (import "env" "string_concat" (func $concat (param i32 i32) (result i32)))
  (memory (export "memory") 40000)
  (global $heap (export "__heap_ptr") (mut i32) (i32.const 0x90000000))
  (func (export "_start") (local $text i32)
    (i32.store (i32.const 0x8fff0000) (i32.const 4))
    (i32.store (i32.const 0x8fff0004) (i32.const 0x68676968))
    (call $printl (i32.const 0x8fff0004) (i32.const 4))
    (local.set $text (call $concat (i32.const 0x8fff0000) (i32.const 0x8fff0000)))
    (call $printl (i32.add (local.get $text) (i32.const 4)) (i32.load (local.get $text)))))
