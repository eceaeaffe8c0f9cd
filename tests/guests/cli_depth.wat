;; Calls itself three thousand times.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (memory (export "memory") 1)
  (func $depth (param $left i32) (result i32)
    (if (result i32) (local.get $left) (then (i32.add (call $depth (i32.sub (local.get $left) (i32.const 1))) (i32.const 1))) (else (i32.const 0))))
  (func (export "_start")
    (if (i32.eq (call $depth (i32.const 3000)) (i32.const 3000)) (then (call $printl (i32.const 16) (i32.const 4)))))
  (data (i32.const 16) "deep"))
