;; Prints a line, goes eight calls deep, divides by zero.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (memory (export "memory") 1 16)
  (data (i32.const 64) "before the trap")
  (func $down (export "down") (param $depth i32) (param $divisor i32) (result i32)
    (if (result i32) (local.get $depth)
      (then (i32.add (call $down (i32.sub (local.get $depth) (i32.const 1)) (local.get $divisor)) (i32.const 1)))
      (else (i32.div_s (i32.const 1) (local.get $divisor)))))
  (func (export "start")
    (call $printl (i32.const 64) (i32.const 15))
    (drop (call $down (i32.const 8) (i32.const 0)))))
