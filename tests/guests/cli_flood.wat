;; Prints without end.
(module
  (import "env" "printl" (func $printl (param i32 i32)))
  (memory (export "memory") 1 16)
  (data (i32.const 64) "a line of the flood")
  (func (export "start") (loop $again (call $printl (i32.const 64) (i32.const 19)) (br $again))))
