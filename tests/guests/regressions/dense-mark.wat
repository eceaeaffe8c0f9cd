;; A store whose offset reaches into the page after that of its address, then one at the address itself: the second one's page has to be marked too.
(module
  (memory (export "memory") 2)
  (func (export "run") (param $address i32)
    (i64.store offset=86 align=1 (local.get $address) (i64.const -1))
    (i32.store align=1 (local.get $address) (i32.const -1))))
