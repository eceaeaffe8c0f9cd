;; Exports a memory, a table, a global and functions on them.
(module
  (memory (export "memory") 1)
  (table (export "table") 4 funcref)
  (global (export "counter") (mut i32) (i32.const 10))
  (elem (i32.const 1) $double)
  (func $double (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))
  (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
  (func (export "counter_value") (result i32) (global.get 0))
  (func (export "call_slot") (param $slot i32) (param $value i32) (result i32)
    (call_indirect (param i32) (result i32) (local.get $value) (local.get $slot))))
