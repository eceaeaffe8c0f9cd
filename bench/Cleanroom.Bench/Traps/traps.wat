;; Calls that end in a trap.
(module
  (memory 1)
  (func (export "trap") (param i32) (result i32) (unreachable))
  (func $recurse (export "recurse") (param $n i32) (result i32)
    (i32.add (i32.const 1) (call $recurse (i32.add (local.get $n) (i32.const 1)))))
  (func $recurseWide (export "recurseWide") (param $n i32) (result i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32)
    (local.set $a (i32.load (local.get $n)))
    (local.set $b (i32.load offset=4 (local.get $n)))
    (local.set $c (i32.load offset=8 (local.get $n)))
    (local.set $d (i32.load offset=12 (local.get $n)))
    (i32.add (call $recurseWide (i32.and (i32.add (local.get $n) (i32.const 4)) (i32.const 0xfff)))
      (i32.add (i32.add (local.get $a) (local.get $b)) (i32.add (local.get $c) (local.get $d))))))
