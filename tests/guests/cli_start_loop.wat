;; The start function never ends.
(module
  (memory (export "memory") 1 1)
  (func $prepare (loop $again (br $again)))
  (start $prepare)
  (func (export "start")))
