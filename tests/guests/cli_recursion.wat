;; Calls itself until the stack is used up.
(module
  (memory (export "memory") 1 16)
  (func $deeper (export "deeper") (param i32) (result i32)
    (i32.add (call $deeper (i32.add (local.get 0) (i32.const 1))) (i32.const 1)))
  (func (export "start") (drop (call $deeper (i32.const 0)))))
