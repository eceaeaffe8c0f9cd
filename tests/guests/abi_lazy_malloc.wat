;; A malloc that hands out memory without moving __heap_ptr, and one call that refuses.
(module
  (import "env" "string.concat" (func $concat (param i32 i32) (result i32)))
  (memory (export "memory") 1 1)
  (global $heap (export "__heap_ptr") (mut i32) (i32.const 2000))
  (global $next (mut i32) (i32.const 4096))
  (data (i32.const 1024) "\04\00\00\00abcd")
  (func (export "malloc") (param $n i32) (result i32) (local $p i32)
    (if (i32.gt_u (local.get $n) (i32.const 1000)) (then (return (i32.const 0))))
    (local.set $p (global.get $next))
    (global.set $next (i32.add (local.get $p) (i32.and (i32.add (local.get $n) (i32.const 15)) (i32.const -8))))
    (local.get $p))
  (func (export "concat") (param i32 i32) (result i32) (call $concat (local.get 0) (local.get 1))))
