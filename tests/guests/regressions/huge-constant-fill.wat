;; A fill whose length is a large constant. The just-in-time compiler took 512 MB while it compiled the function. Found by fuzz/Cleanroom.Fuzz.
(module
  (memory 1)
  (func (export "fill") (memory.fill (i32.const 3) (i32.const 67) (i32.const 0xfff00000))))
