;; A later version of server_sockets: its handler of /echo answers differently, and other routes are gone.
(module
  (import "env" "_http_ws_route" (func $socket (param i32 i32 i32 i32 i32)))
  (import "env" "_ws_client_id" (func $id (result i64)))
  (import "env" "_ws_message" (func $message (result i32)))
  (import "env" "_ws_send" (func $send (param i64 i32)))
  (import "env" "string.concat" (func $cat (param i32 i32) (result i32)))
  (memory (export "memory") 32 512)
  (global $hp (export "__heap_ptr") (mut i32) (i32.const 16384))
  (func (export "_start") (call $socket (i32.const 4096) (i32.const 4100) (i32.const 4096) (i32.const 4112) (i32.const 4096)))
  (func (export "echo") (call $send (call $id) (call $cat (i32.const 4120) (call $message))))
  (data (i32.const 4100) "\05\00\00\00/echo")
  (data (i32.const 4112) "\04\00\00\00echo")
  (data (i32.const 4120) "\04\00\00\00new "))
