;; A console program of a compiler that imports the server's functions always.
(module
  (import "env" "_http_route" (func (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "_http_listen" (func (param i32) (result i32)))
  (memory (export "memory") 1)
  (func (export "start") unreachable))
