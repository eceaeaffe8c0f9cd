;; An entry point that writes 19 MB and traps.
(module
  (memory (export "memory") 300)
  (func (export "_start")
    (memory.fill (i32.const 0) (i32.const 1) (i32.const 19660800))
    (unreachable)))
