;; Guide generation: raw pairs everywhere, heap pointer at address 0, no malloc (contract, abi 18).
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (import "env" "int_to_string" (func $its (param i64) (result i32)))
  (import "env" "string_concat" (func $cat (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 0) "\00\01\00\00")
  (data (i32.const 16) "n=")
  (func (export "main") (local $s i32)
    (local.set $s (call $its (i64.const 42)))
    (local.set $s (call $cat (i32.const 16) (i32.const 2)
      (i32.add (local.get $s) (i32.const 4)) (i32.load (local.get $s))))
    (call $printl (i32.add (local.get $s) (i32.const 4)) (i32.load (local.get $s)))))
