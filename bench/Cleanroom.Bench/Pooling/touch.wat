;; 2.5 MiB of memory, of which a call writes to as many pages of 4 KiB as it is asked to. The first 32 KiB hold data, as in a
;; compiler-made module; the rest is zero.
(module
  (memory (export "memory") 40 64)
  (global $calls (export "calls") (mut i32) (i32.const 0))
  (data (i32.const 0) "data of the first page")
  (func (export "start") (local $at i32)
    (loop $next
      (i32.store (local.get $at) (i32.const 0x01020304))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 1024))) (i32.const 32768)))))
  (func (export "touch") (param $bytes i32) (result i32) (local $at i32)
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    (loop $next
      (i32.store (local.get $at) (local.get $at))
      (br_if $next (i32.lt_u (local.tee $at (i32.add (local.get $at) (i32.const 4096))) (local.get $bytes))))
    (global.get $calls)))
