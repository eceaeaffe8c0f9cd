;; Loops over host functions: each export repeats one call n times and resets the heap, so that memory does not grow.
(module
  (import "env" "string.concat" (func $concat (param i32 i32) (result i32)))
  (import "env" "_json_decode_v2" (func $decode (param i32) (result i32)))
  (import "env" "_json_encode_v2" (func $encode (param i32) (result i32)))
  (import "env" "float_to_string" (func $float (param f64) (result i32)))
  (import "env" "int_to_string" (func $integer (param i64) (result i32)))
  (memory (export "memory") 128 512)
  (global $hp (export "__heap_ptr") (mut i32) (i32.const 1048576))
  (func (export "malloc") (param $n i32) (result i32) (local $p i32)
    (local.set $p (i32.and (i32.add (global.get $hp) (i32.const 7)) (i32.const -8)))
    (global.set $hp (i32.add (local.get $p) (local.get $n)))
    (local.get $p))
  ;; The text under test is put at 65536 by the host, with its length in front.
  (func (export "concat") (param $n i32) (result i32) (local $r i32)
    (loop $l
      (global.set $hp (i32.const 1048576))
      (local.set $r (call $concat (i32.const 65536) (i32.const 65536)))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.load (local.get $r)))
  (func (export "json") (param $n i32) (result i32) (local $r i32)
    (loop $l
      (global.set $hp (i32.const 1048576))
      (local.set $r (call $encode (call $decode (i32.const 65536))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (i32.load (local.get $r)))
  (func (export "float") (param $n i32) (result i32) (local $r i32)
    (loop $l
      (global.set $hp (i32.const 1048576))
      (local.set $r (i32.add (local.get $r) (i32.load (call $float (f64.div (f64.convert_i32_s (local.get $n)) (f64.const 7))))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $r))
  (func (export "integer") (param $n i32) (result i32) (local $r i32)
    (loop $l
      (global.set $hp (i32.const 1048576))
      (local.set $r (i32.add (local.get $r) (i32.load (call $integer (i64.mul (i64.extend_i32_s (local.get $n)) (i64.const 1234567))))))
      (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
    (local.get $r)))
