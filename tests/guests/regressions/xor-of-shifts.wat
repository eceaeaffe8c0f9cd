;; The exclusive or of a shift to the left and one to the right by the rest of the width. The just-in-time compiler made a rotation of it, which is wrong where
;; the count is a multiple of the width: both shifts then leave the value as it is, and the result is zero.
(module
  (func (export "32") (param i64 i32) (result i64) (local i32)
    (local.set 2 (i32.wrap_i64 (local.get 0)))
    (i64.extend_i32_u (i32.xor
      (i32.shl (local.get 2) (local.get 1))
      (i32.shr_u (local.get 2) (i32.sub (i32.const 32) (local.get 1))))))
  (func (export "32 by locals") (param i64 i32) (result i64) (local i32 i32 i32)
    (local.set 2 (i32.wrap_i64 (local.get 0)))
    (local.set 3 (i32.shl (local.get 2) (local.get 1)))
    (local.set 4 (i32.shr_u (local.get 2) (i32.sub (i32.const 32) (local.get 1))))
    (i64.extend_i32_u (i32.xor (local.get 4) (local.get 3))))
  (func (export "64") (param i64 i32) (result i64)
    (i64.xor
      (i64.shl (local.get 0) (i64.extend_i32_u (local.get 1)))
      (i64.shr_u (local.get 0) (i64.sub (i64.const 64) (i64.extend_i32_u (local.get 1))))))
  (func (export "64 masked") (param i64 i32) (result i64)
    (i64.xor
      (i64.shl (local.get 0) (i64.and (i64.extend_i32_u (local.get 1)) (i64.const 63)))
      (i64.shr_u (local.get 0) (i64.and (i64.sub (i64.const 64) (i64.extend_i32_u (local.get 1))) (i64.const 63))))))
