;; Has a table of a hundred slots.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (memory (export "memory") 1)
  (table 100 funcref)
  (func (export "_start") (call $printl (i32.const 16) (i32.const 5)))
  (data (i32.const 16) "table"))
