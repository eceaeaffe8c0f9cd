;; Repeats one query n times and resets the heap, so that memory does not grow. The statement lies at 65536 and the parameters at 66560, each with its
;; length in front, put there by the host; the result is the address of the last answer.
(module
  (import "env" "_db_query" (func $query (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 256 512)
  (global $hp (export "__heap_ptr") (mut i32) (i32.const 1048576))
  (func (export "malloc") (param $n i32) (result i32) (local $p i32)
    (local.set $p (i32.and (i32.add (global.get $hp) (i32.const 7)) (i32.const -8)))
    (global.set $hp (i32.add (local.get $p) (local.get $n)))
    (local.get $p))
  (func (export "query") (param $n i32) (result i32) (local $r i32)
    (loop $l
      (global.set $hp (i32.const 1048576))
      (local.set $r (call $query (i32.const 65540) (i32.load (i32.const 65536)) (i32.const 66564) (i32.load (i32.const 66560))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $r)))
