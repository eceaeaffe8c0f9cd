;; An active element segment behind the end of its table.
(module
  (memory (export "memory") 1 1)
  (table 1 funcref)
  (elem (i32.const 1) $nothing)
  (func $nothing)
  (func (export "start")))
