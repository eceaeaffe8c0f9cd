;; A guest that wants more than it may have.
(module
  (import "env" "string_repeat" (func $repeat (param i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (table $table 1 funcref)
  (global $heap (export "__heap_ptr") (mut i32) (i32.const 4096))
  (data (i32.const 64) "sixteen letters!")

  (func (export "start"))

  (func (export "grow") (local $page i32)
    (loop $again
      (local.set $page (memory.grow (i32.const 1)))
      (if (i32.ne (local.get $page) (i32.const -1))
        (then (i32.store (i32.shl (local.get $page) (i32.const 16)) (i32.const -1))))
      (br $again)))

  (func (export "tables")
    (loop $again
      (drop (table.grow $table (ref.null func) (i32.const 10000)))
      (table.fill $table (i32.const 0) (ref.null func) (table.size $table))
      (br $again)))

  (func (export "huge")
    (drop (call $repeat (i32.const 64) (i32.const 16) (i32.const 0x7FFFFFFF))))

  ;; Each result is within the limit; all of them together are not.
  (func (export "many")
    (loop $again
      (drop (call $repeat (i32.const 64) (i32.const 16) (i32.const 100000)))
      (br $again))))
