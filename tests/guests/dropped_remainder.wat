;; Found by fuzzing: the branch does nothing in the end, and the remainder by zero that decides it was dropped with it.
(module
  (type (func (param f32) (result f32)))
  (type (func (param f64) (result f64)))
  (type (func (param i32) (result i32)))
  (type (func (param f64 f32 i64) (result f32)))
  (type (func (param f64 f32 f32) (result i64)))
  (type (func (param i64 i64 i32) (result i32)))
  (type (func (param i32) (result i32)))
  (func (type 0) (param f32) (result f32)
    local.get 0
    f32.const nan (;=nan;)
    local.get 0
    local.get 0
    f32.eq
    select)
  (func (type 1) (param f64) (result f64)
    local.get 0
    f64.const nan (;=nan;)
    local.get 0
    local.get 0
    f64.eq
    select)
  (func (type 2) (param i32) (result i32)
    (local i32 i32 i64 i64 f32 f32 f64 f64 i32)
    local.get 0
    if  ;; label = @1
      i32.const 0
      i32.extend16_s
      i32.const 16376
      i32.and
      i64.load align=1
      f64.const 0x1p+0 (;=1;)
      f64.const -nan (;=-nan;)
      f64.min
      local.get 7
      local.get 8
      f64.div
      f64.sub
      call 1
      i64.reinterpret_f64
      i64.le_s
      local.set 2
    end
    local.get 0
    i64.const -1
    i64.eqz
    i32.rem_s
    i32.eqz
    if  ;; label = @1
      block  ;; label = @2
        f64.const -0x1p+0 (;=-1;)
        f64.ceil
        local.get 4
        i32.wrap_i64
        i32.const 16376
        i32.and
        f64.load align=1
        f64.gt
        br_if 0 (;@2;)
        local.get 0
        local.set 1
      end
    end
    f32.const 0x1p+24 (;=1.67772e+07;)
    local.get 6
    f32.gt
    local.get 8
    i32.trunc_sat_f64_u
    local.get 0
    select
    if (result i64)  ;; label = @1
      local.get 3
      i64.const 9219994337134247936
      i64.ctz
      i64.add
    else
      i32.const 64
      i64.extend_i32_u
      local.get 4
      i64.shl
    end
    i32.const 32768
    local.tee 1
    local.get 0
    local.tee 1
    i32.shl
    i64.extend_i32_u
    i64.le_s)
  (memory 1)
  (export "run" (func 2)))
