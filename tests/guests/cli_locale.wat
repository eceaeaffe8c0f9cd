;; Prints the active locale.
(module
  (import "env" "print" (func $print (param i32 i32)))
  (import "env" "_i18n_locale" (func $locale (result i32)))
  (memory (export "memory") 1 16)
  (global (export "__heap_ptr") (mut i32) (i32.const 8192))
  (func (export "start") (local $text i32)
    (local.set $text (call $locale))
    (call $print (i32.add (local.get $text) (i32.const 4)) (i32.load (local.get $text)))))
