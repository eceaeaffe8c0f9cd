;; A Clean Language module written by hand, in the form that compilers of version 0.33 produce: a greeting, a line with a number that the
;; host formats, and a line that lives in memory the host allocated in the guest. Rebuild: wat2wasm hello.wat -o hello.wasm
(module
  (import "env" "printl" (func $printl (param $address i32) (param $length i32)))
  (import "env" "string.concat" (func $concat (param $left i32) (param $right i32) (result i32)))
  (import "env" "int_to_string" (func $int_to_string (param i64) (result i32)))
  (import "memory_runtime" "mem_alloc" (func $mem_alloc (param $type i32) (param $size i32) (result i32)))

  (memory (export "memory") 32 512)

  ;; The next free byte of the heap. The host moves it when it allocates a result.
  (global $heap (export "__heap_ptr") (mut i32) (i32.const 4256))

  ;; A string is its length in four bytes, little-endian, and its UTF-8 bytes. A pointer to it points at the length.
  (data (i32.const 4096) "\1c\00\00\00Hello from a clean room! \e2\9c\a8")
  (data (i32.const 4136) "\1e\00\00\00The sum of 1 to 100 should be ")
  (data (i32.const 4176) "\09\00\00\00, and is ")
  (data (i32.const 4192) "\01\00\00\00.")
  (data (i32.const 4200) "\1e\00\00\00Every run starts with a clean ")
  (data (i32.const 4240) "\06\00\00\00slate.")

  ;; Adds the integers from 1 to $last.
  (func $sum_to (param $last i64) (result i64)
    (local $sum i64)
    (block $done
      (loop $next
        (br_if $done (i64.eqz (local.get $last)))
        (local.set $sum (i64.add (local.get $sum) (local.get $last)))
        (local.set $last (i64.sub (local.get $last) (i64.const 1)))
        (br $next)))
    (local.get $sum))

  ;; Prints a string: the host takes the address of its first byte and its length.
  (func $print_string (param $string i32)
    (call $printl (i32.add (local.get $string) (i32.const 4)) (i32.load (local.get $string))))

  ;; Copies two strings by hand, the second behind the first, into a block of the host's allocator.
  (func $join (param $left i32) (param $right i32) (result i32)
    (local $joined i32)
    (local.set $joined (call $mem_alloc (i32.const 3)
      (i32.add (i32.const 4) (i32.add (i32.load (local.get $left)) (i32.load (local.get $right))))))
    (i32.store (local.get $joined) (i32.add (i32.load (local.get $left)) (i32.load (local.get $right))))
    (call $copy (i32.add (local.get $joined) (i32.const 4)) (i32.add (local.get $left) (i32.const 4)) (i32.load (local.get $left)))
    (call $copy
      (i32.add (local.get $joined) (i32.add (i32.const 4) (i32.load (local.get $left))))
      (i32.add (local.get $right) (i32.const 4))
      (i32.load (local.get $right)))
    (local.get $joined))

  (func $copy (param $to i32) (param $from i32) (param $count i32)
    (block $done
      (loop $next
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (i32.store8
          (i32.add (local.get $to) (local.get $count))
          (i32.load8_u (i32.add (local.get $from) (local.get $count))))
        (br $next))))

  (func $start (export "start")
    (local $line i32)
    (call $print_string (i32.const 4096))

    (local.set $line (call $concat (i32.const 4136) (call $int_to_string (i64.const 5050))))
    (local.set $line (call $concat (local.get $line) (i32.const 4176)))
    (local.set $line (call $concat (local.get $line) (call $int_to_string (call $sum_to (i64.const 100)))))
    (call $print_string (call $concat (local.get $line) (i32.const 4192)))

    (call $print_string (call $join (i32.const 4200) (i32.const 4240))))

  (func (export "_start") (call $start))

  ;; The guest's own allocator: 8-aligned, grows the memory when it has to, 0 when that is refused.
  (func (export "malloc") (param $size i32) (result i32)
    (local $address i32)
    (local $end i32)
    (local.set $address (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (local.set $end (i32.add (local.get $address) (local.get $size)))
    (if (i32.gt_u (local.get $end) (i32.shl (memory.size) (i32.const 16)))
      (then
        (if (i32.eq (memory.grow (i32.add (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 1))) (i32.const -1))
          (then (return (i32.const 0))))))
    (global.set $heap (local.get $end))
    (local.get $address)))
