;; A sum over its own memory, to run in several instances at once.
(module
  (memory (export "memory") 1)
  (func (export "sum") (param $seed i32) (result i32)
    (local $address i32)
    (local $sum i32)
    (loop $fill
      (i32.store (local.get $address) (i32.add (local.get $seed) (local.get $address)))
      (br_if $fill (i32.lt_u (local.tee $address (i32.add (local.get $address) (i32.const 4))) (i32.const 65536))))
    (loop $add
      (local.set $address (i32.sub (local.get $address) (i32.const 4)))
      (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $address))))
      (br_if $add (local.get $address)))
    (local.get $sum)))
