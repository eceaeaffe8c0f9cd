;; Grows its memory on request.
(module
  (memory (export "memory") 1)
  (func (export "grow") (param $pages i32) (result i32) (memory.grow (local.get $pages)))
  (func (export "size") (result i32) (memory.size))
  (func (export "load") (param $address i32) (result i32) (i32.load (local.get $address))))
