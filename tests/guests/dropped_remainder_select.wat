;; Found by fuzzing: the same with a remainder that decides a select.
(module
  (type (func (param f32) (result f32)))
  (type (func (param f64) (result f64)))
  (type (func (param i64 i32) (result i64)))
  (type (func (param i32) (result f32)))
  (type (func (param i64) (result i64)))
  (type (func (param i64 i64) (result i32)))
  (type (func (param i64 f32) (result i32)))
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
  (func (type 2) (param i64 i32) (result i64)
    (local i32 i32 i64 i64 f32 f32 f64 f64 i32)
    local.get 0
    i64.ctz
    i64.extend16_s
    local.tee 5
    i64.extend16_s)
  (func (type 3) (param i32) (result f32)
    (local i32 i32 i64 i64 f32 f32 f64 f64 i32)
    local.get 0
    i64.const 2141192192
    i64.const 32768
    i64.gt_u
    i32.const 15
    select
    if (result f64)  ;; label = @1
      local.get 7
      i32.trunc_sat_f64_u
      f64.convert_i32_s
    else
      local.get 8
    end
    i32.const 8
    i32.const -1
    i32.gt_s
    local.tee 1
    f64.convert_i32_u
    f64.min
    local.set 7
    local.get 0
    i32.const 16376
    i32.and
    f64.const 0x1p+32 (;=4.29497e+09;)
    local.get 8
    f64.add
    local.get 0
    f64.convert_i32_u
    f64.div
    f64.abs
    call 1
    f64.store align=1
    i32.const 128
    i32.ctz
    if  ;; label = @1
      block  ;; label = @2
        local.get 0
        i32.const 16376
        i32.and
        i32.load16_u align=1
        i32.const 255
        local.tee 2
        if (result i32)  ;; label = @3
          local.get 0
          i32.const 16
          local.get 0
          select
        else
          local.get 6
          f32.const -0x1p+31 (;=-2.14748e+09;)
          f32.eq
        end
        local.get 0
        local.tee 1
        i32.const 0
        local.tee 2
        i32.rem_s
        select
        br_if 0 (;@2;)
        local.get 5
        i64.trunc_sat_f32_s
        local.get 4
        i64.const 2147483647
        i64.le_u
        if (result i64)  ;; label = @3
          local.get 0
          if (result i64)  ;; label = @4
            local.get 4
          else
            i64.const 256
          end
        else
          local.get 3
          i64.const 9223372036854775807
          local.get 0
          select
        end
        i64.mul
        i64.popcnt
        local.set 4
      end
    else
      f64.const 0x1p+63 (;=9.22337e+18;)
      i32.const 7
      i32.const 16376
      i32.and
      f64.load align=1
      f64.ne
      f32.reinterpret_i32
      local.set 6
    end
    local.get 0
    local.get 0
    i32.div_s
    i32.const 16376
    i32.and
    f32.load align=1
    f64.const 0x1p+53 (;=9.0072e+15;)
    f32.demote_f64
    f32.sub
    i32.const -1
    if (result i32)  ;; label = @1
      i32.const -1
    else
      local.get 0
    end
    f32.reinterpret_i32
    f32.nearest
    f32.div)
  (memory 1)
  (export "run" (func 3)))
