;; Does what the variable TARGET asks for and prints the answer: a URL is fetched, "db…" asks the database, "st…" is written to the storage, anything
;; else is read as a file.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (import "env" "print_integer" (func $print_integer (param i64)))
  (import "env" "_env_get" (func $env_get (param i32 i32) (result i32)))
  (import "env" "http_get" (func $http_get (param i32 i32) (result i32)))
  (import "env" "http_get_response_code" (func $code (result i32)))
  (import "env" "file_read" (func $file_read (param i32 i32) (result i32)))
  (import "env" "_fs_write_bytes" (func $fs_write (param i32 i32 i32) (result i32)))
  (import "env" "_db_query" (func $db_query (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1 16)
  (global (export "__heap_ptr") (mut i32) (i32.const 8192))
  (data (i32.const 64) "TARGET")
  (data (i32.const 80) "select 1 as a")
  (func $show (param $text i32)
    (call $printl (i32.add (local.get $text) (i32.const 4)) (i32.load (local.get $text))))
  (func (export "start") (local $target i32) (local $at i32) (local $length i32)
    (local.set $target (call $env_get (i32.const 64) (i32.const 6)))
    (local.set $length (i32.load (local.get $target)))
    (local.set $at (i32.add (local.get $target) (i32.const 4)))
    (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 104)) ;; h
      (then
        (call $show (call $http_get (local.get $at) (local.get $length)))
        (call $print_integer (i64.extend_i32_s (call $code)))
        (return)))
    (if (i32.eq (i32.load16_u (local.get $at)) (i32.const 0x6264)) ;; db
      (then
        (call $show (call $db_query (i32.const 80) (i32.const 13) (i32.const 0) (i32.const 0)))
        (return)))
    (if (i32.eq (i32.load16_u (local.get $at)) (i32.const 0x7473)) ;; st
      (then
        (call $print_integer (i64.extend_i32_s (call $fs_write (local.get $at) (local.get $length) (local.get $target))))
        (return)))
    (call $show (call $file_read (local.get $at) (local.get $length)))))
