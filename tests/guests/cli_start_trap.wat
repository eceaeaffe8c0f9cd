;; The start function prints, calls error() and traps; the entry point is never reached.
(module
  (import "env" "print" (func $print (param i32 i32)))
  (import "env" "error" (func $error (param i32 i32)))
  (memory (export "memory") 1 1)
  (data (i32.const 16) "before the trap\0ait broke")
  (func $prepare
    (call $print (i32.const 16) (i32.const 16))
    (call $error (i32.const 32) (i32.const 8))
    (unreachable))
  (start $prepare)
  (func (export "start")))
