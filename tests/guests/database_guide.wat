;; The guide's form: no malloc, the heap pointer at address 0, bare rows as answers.
(module
  (import "env" "_db_query" (func $db_query (param i32 i32 i32 i32) (result i32)))
  (import "env" "_db_execute" (func $db_execute (param i32 i32 i32 i32) (result i32)))
  (import "env" "_db_begin" (func $db_begin (result i32)))
  (import "env" "_db_commit" (func $db_commit (result i32)))
  (import "env" "_db_rollback" (func $db_rollback (result i32)))
  (memory (export "memory") 16)
  (func (export "_db_query") (param i32 i32 i32 i32) (result i32) (call $db_query (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func (export "_db_execute") (param i32 i32 i32 i32) (result i32) (call $db_execute (local.get 0) (local.get 1) (local.get 2) (local.get 3)))
  (func (export "_db_begin") (result i32) (call $db_begin))
  (func (export "_db_commit") (result i32) (call $db_commit))
  (func (export "_db_rollback") (result i32) (call $db_rollback))
  (func (export "start")))
