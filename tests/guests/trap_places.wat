;; Memory accesses and unreachable instructions of which one traps, some in functions that are inlined.
(module
  (memory 1 1)

  (func $one (param $a i32) (result i32) (i32.load (local.get $a)))
  (func $other (param $a i32) (i32.store (local.get $a) (i32.const 7)))

  (func $three (export "three") (param $a i32) (param $b i32) (param $c i32) (result i32)
    (local $sum i32)
    (local.set $sum (i32.load (local.get $a)))
    (local.set $sum (i32.add (local.get $sum) (i32.load offset=4 (local.get $b))))
    (i32.store (local.get $c) (local.get $sum))
    (local.get $sum))

  (func (export "calls one") (param $a i32) (result i32)
    (i32.add (i32.const 5) (call $one (local.get $a))))

  (func (export "calls one twice") (param $a i32) (param $b i32) (result i32)
    (i32.add (call $one (local.get $a)) (call $one (local.get $b))))

  (func (export "calls both") (param $a i32) (param $b i32) (result i32)
    (call $other (local.get $a))
    (call $one (local.get $b)))

  (func (export "unreachable") (param $which i32)
    (if (i32.eq (local.get $which) (i32.const 0)) (then (drop (i32.const 10)) (unreachable)))
    (if (i32.eq (local.get $which) (i32.const 1)) (then (drop (i32.const 11)) (unreachable)))
    (if (i32.eq (local.get $which) (i32.const 2)) (then (drop (i32.const 12)) (unreachable)))))
