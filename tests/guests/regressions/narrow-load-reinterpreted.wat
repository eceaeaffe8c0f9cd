;; A load of one or two bytes whose value is reinterpreted as a float. The just-in-time compiler read four bytes instead: wrong bits, and past the end of the
;; memory at its last bytes. Found by fuzz/Cleanroom.Fuzz, seeds 1006924 and 1008160.
(module
  (memory (export "memory") 1)
  (data (i32.const 65532) "\01\02\84\83")
  (func (export "load8_s") (param i32) (result f32) (f32.reinterpret_i32 (i32.load8_s (local.get 0))))
  (func (export "load8_u") (param i32) (result f32) (f32.reinterpret_i32 (i32.load8_u (local.get 0))))
  (func (export "load16_s") (param i32) (result f32) (f32.reinterpret_i32 (i32.load16_s (local.get 0))))
  (func (export "load16_u") (param i32) (result f32) (f32.reinterpret_i32 (i32.load16_u (local.get 0))))
  (func (export "constant address") (param i32) (result f32) (f32.reinterpret_i32 (i32.load8_u (i32.const 65535))))
  (func (export "by a local") (param i32) (result f32) (local i32)
    (local.set 1 (i32.load16_u (local.get 0)))
    (f32.reinterpret_i32 (local.get 1)))
  ;; The compiler narrows these loads itself.
  (func (export "extended") (param i32) (result f32) (f32.reinterpret_i32 (i32.extend16_s (i32.load (local.get 0)))))
  (func (export "masked") (param i32) (result f32) (f32.reinterpret_i32 (i32.and (i32.load (local.get 0)) (i32.const 0xffff)))))
