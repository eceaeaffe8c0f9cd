;; Prints a line and never ends.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (memory (export "memory") 1 16)
  (data (i32.const 64) "before the loop")
  (func $spin (loop $again (br $again)))
  (func (export "start")
    (call $printl (i32.const 64) (i32.const 15))
    (call $spin)))
