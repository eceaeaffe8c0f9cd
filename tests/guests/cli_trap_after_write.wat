;; Makes a table and traps.
(module
  (import "env" "_db_query" (func $query (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 1024) "CREATE TABLE t (id integer)")
  (func (export "start")
    (drop (call $query (i32.const 1024) (i32.const 27) (i32.const 0) (i32.const 0)))
    unreachable))
