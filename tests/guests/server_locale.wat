;; Texts that the entry point loads belong to the application: every request sees them.
(module
  (import "env" "_i18n_load" (func $load (param i32 i32 i32 i32)))
  (import "env" "_i18n_t" (func $translate (param i32 i32 i32 i32) (result i32)))
  (import "env" "_http_route" (func $route (param i32 i32 i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 1)
  (data (i32.const 64) "GET/handleren{\"hi\":\"Welcome\"}hi")
  (func (export "start")
    (call $load (i32.const 75) (i32.const 2) (i32.const 77) (i32.const 16))
    (drop (call $route (i32.const 64) (i32.const 3) (i32.const 67) (i32.const 1) (i32.const 68) (i32.const 7))))
  (func (export "handler") (result i32) (call $translate (i32.const 93) (i32.const 2) (i32.const 0) (i32.const 0))))
