;; Calls an import that no host has.
(module
  (import "env" "no_such_function" (func $nothing (param i32) (result i32)))
  (memory (export "memory") 1 16)
  (func (export "start") (drop (call $nothing (i32.const 1)))))
