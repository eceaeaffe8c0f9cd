;; Calls of a length that the host chooses, and ones that end only in theory.
(module
  (import "env" "spin" (func $spin (param i32)))
  (memory (export "memory") 1)

  (func (export "short") (param $n i32) (result i32)
    (i32.add (local.get $n) (i32.const 1)))

  (func (export "spin") (param $microseconds i32) (result i32)
    (call $spin (local.get $microseconds))
    (local.get $microseconds))

  (func (export "loop") (param i32) (result i32)
    (loop $again (br $again))
    (unreachable))

  ;; 2^n calls by recursion that is n deep.
  (func $fork (export "fork") (param $n i32) (result i32)
    (if (result i32) (i32.eqz (local.get $n))
      (then (i32.const 1))
      (else (i32.add
        (call $fork (i32.sub (local.get $n) (i32.const 1)))
        (call $fork (i32.sub (local.get $n) (i32.const 1))))))))
