;; Writes pairs of rows, each pair in a transaction, and says which are kept. The first line of the input is the number at which it stays inside its
;; transaction and waits for another line.
(module
  (import "env" "_db_execute" (func $execute (param i32 i32 i32 i32) (result i64)))
  (import "env" "_db_begin" (func $begin (result i32)))
  (import "env" "_db_commit" (func $commit (result i32)))
  (import "env" "_db_rollback" (func $rollback (result i32)))
  (import "env" "printl" (func $printl (param i32 i32)))
  (import "env" "input" (func $input (param i32 i32) (result i32)))
  (memory (export "memory") 16 256)
  (global $heap (export "__heap_ptr") (mut i32) (i32.const 65536))
  (func $malloc (export "malloc") (param $n i32) (result i32) (local $p i32)
    (local.set $p (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (global.set $heap (i32.add (local.get $p) (local.get $n)))
    (local.get $p))
  (data (i32.const 1024) "CREATE TABLE IF NOT EXISTS kept (id INTEGER, part INTEGER)")
  (data (i32.const 1152) "INSERT INTO kept VALUES (?, 1)")
  (data (i32.const 1216) "INSERT INTO kept VALUES (?, 2)")
  (data (i32.const 1280) "[100000]")
  (data (i32.const 1312) "open")
  ;; The six digits at 1281, plus one.
  (func $next (local $at i32)
    (local.set $at (i32.const 1286))
    (loop $carry
      (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 57))
        (then
          (i32.store8 (local.get $at) (i32.const 48))
          (local.set $at (i32.sub (local.get $at) (i32.const 1)))
          (br $carry))
        (else (i32.store8 (local.get $at) (i32.add (i32.load8_u (local.get $at)) (i32.const 1)))))))
  (func $insert (result i32)
    (if (i32.eqz (call $begin)) (then (return (i32.const 0))))
    (if (i64.ne (call $execute (i32.const 1152) (i32.const 30) (i32.const 1280) (i32.const 8)) (i64.const 1)) (then (return (i32.const 0))))
    (i64.eq (call $execute (i32.const 1216) (i32.const 30) (i32.const 1280) (i32.const 8)) (i64.const 1)))
  (func (export "start") (local $stop i64)
    (drop (call $execute (i32.const 1024) (i32.const 58) (i32.const 0) (i32.const 0)))
    ;; Behind the length word of the line.
    (local.set $stop (i64.and (i64.load offset=4 (call $input (i32.const 0) (i32.const 0))) (i64.const 0xFFFFFFFFFFFF)))
    (loop $again
      (if (call $insert)
        (then
          (if (i64.eq (i64.and (i64.load (i32.const 1281)) (i64.const 0xFFFFFFFFFFFF)) (local.get $stop))
            (then
              (call $printl (i32.const 1312) (i32.const 4))
              (drop (call $input (i32.const 0) (i32.const 0)))))
          (if (call $commit) (then (call $printl (i32.const 1281) (i32.const 6)))))
        (else (drop (call $rollback))))
      (call $next)
      (br $again))))
