;; Named functions, to damage in tests of the decoder.
(module
  (import "env" "log" (func $log (param i32)))
  (func $first (export "first") (param $a i32) (result i32) (i32.add (local.get $a) (i32.const 1)))
  (func $second_function (export "second") (param $a i32) (call $log (call $first (local.get $a)))))
