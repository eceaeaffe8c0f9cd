;; A library: nothing that could be run.
(module
  (memory (export "memory") 1 16)
  (func (export "help")))
