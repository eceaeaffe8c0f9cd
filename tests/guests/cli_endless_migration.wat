;; A migration that never ends.
(module
  (import "env" "_db_register_migration" (func $register (param i32 i32 i32) (result i32)))
  (memory (export "memory") 16 256)
  (global (export "__heap_ptr") (mut i32) (i32.const 8192))
  (func (export "_start")
    (drop (call $register (i32.const 1024) (i32.const 1040) (i32.const 1032))))
  (data (i32.const 1024) "\03\00\00\00001")
  (data (i32.const 1032) "\00\00\00\00")
  (data (i32.const 1040) "\4e\00\00\00WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) SELECT n FROM r;"))
