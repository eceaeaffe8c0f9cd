;; An active data segment at a negative offset.
(module
  (memory (export "memory") 1 1)
  (data (i32.const 8) "fits")
  (data (i32.const -1) "b")
  (func (export "start")))
