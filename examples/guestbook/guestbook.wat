;; A guestbook: the smallest web application with everything that one has. A compiler makes such modules from a program of a page; this one is written by
;; hand, so that it can be read.
(module
  ;; Every text travels as one address: of a 32-bit length, with the bytes behind it. The same functions take address and length as two numbers in
  ;; modules that declare them so.
  (import "env" "_http_route" (func $route (param i32 i32 i32) (result i32)))
  (import "env" "_req_body_field" (func $field (param i32) (result i32)))
  (import "env" "_http_respond" (func $respond (param i32 i32 i32) (result i32)))
  (import "env" "_http_redirect" (func $redirect (param i32 i32) (result i32)))
  (import "env" "_html_escape" (func $escape (param i32) (result i32)))
  (import "env" "string_concat" (func $concat (param i32 i32) (result i32)))
  (import "env" "string_trim" (func $trim (param i32) (result i32)))
  (import "env" "int_to_string" (func $digits (param i32) (result i32)))
  (import "env" "_json_encode_v2" (func $json (param i32) (result i32)))
  (import "env" "_json_get" (func $get (param i32 i32 i32 i32) (result i32)))
  (import "env" "_db_register_migration" (func $migration (param i32 i32 i32) (result i32)))
  (import "env" "_db_query" (func $query (param i32 i32) (result i32)))
  (import "env" "_db_execute" (func $execute (param i32 i32) (result i32)))
  (import "env" "_session_exists" (func $exists (result i32)))
  (import "env" "_session_store" (func $store (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "_session_set_csrf" (func $set_csrf (param i32) (result i32)))
  (import "env" "_session_get_csrf" (func $get_csrf (result i32)))
  (import "env" "_crypto_random_hex" (func $random (param i32) (result i32)))

  (memory (export "memory") 2 512)
  (global $heap (export "__heap_ptr") (mut i32) (i32.const 6144))
  (global $page (mut i32) (i32.const 4112 (; "" ;)))

  ;; ---- Memory -------------------------------------------------------------------------------------------------------------------------

  ;; The host asks for room for its results here. Nothing is freed: the guest is thrown away with its request.
  (func $malloc (export "malloc") (param $size i32) (result i32) (local $start i32) (local $end i32)
    (local.set $start (global.get $heap))
    (local.set $end (i32.and (i32.add (i32.add (local.get $start) (local.get $size)) (i32.const 7)) (i32.const -8)))
    (if (i32.gt_u (local.get $end) (i32.shl (memory.size) (i32.const 16)))
      (then (if (i32.eq (memory.grow (i32.add (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 1))) (i32.const -1)) (then (unreachable)))))
    (global.set $heap (local.get $end))
    (local.get $start))

  ;; A box is three words: tag, value, 0. Tag 4 is a string, tag 5 an array, which is a count and that many boxes.
  (func $box (param $tag i32) (param $value i32) (result i32) (local $box i32)
    (local.set $box (call $malloc (i32.const 12)))
    (i32.store (local.get $box) (local.get $tag))
    (i32.store offset=4 (local.get $box) (local.get $value))
    (i32.store offset=8 (local.get $box) (i32.const 0))
    (local.get $box))

  ;; The JSON text of an array of two strings: the parameters of a statement.
  (func $two (param $first i32) (param $second i32) (result i32) (local $array i32)
    (local.set $array (call $malloc (i32.const 12)))
    (i32.store (local.get $array) (i32.const 2))
    (i32.store offset=4 (local.get $array) (call $box (i32.const 4) (local.get $first)))
    (i32.store offset=8 (local.get $array) (call $box (i32.const 4) (local.get $second)))
    (call $json (call $box (i32.const 5) (local.get $array))))

  ;; ---- Pages --------------------------------------------------------------------------------------------------------------------------

  ;; Adds a text to the page.
  (func $add (param $text i32) (global.set $page (call $concat (global.get $page) (local.get $text))))

  ;; A column of a row of the result, by the path data.rows.N.COLUMN; "" when there is no such row.
  (func $column (param $rows i32) (param $number i32) (param $name i32) (result i32) (local $path i32)
    (local.set $path (call $concat (call $concat (i32.const 4096 (; "data.rows." ;)) (call $digits (local.get $number))) (local.get $name)))
    (call $get
      (i32.add (local.get $rows) (i32.const 4)) (i32.load (local.get $rows))
      (i32.add (local.get $path) (i32.const 4)) (i32.load (local.get $path))))

  ;; The token that the form has to send back. A visitor without a session gets one, and with it a cookie.
  (func $token (result i32)
    (if (i32.eqz (call $exists)) (then (drop (call $store (i32.const 4112 (; "" ;)) (i32.const 4112 (; "" ;)) (i32.const 4120 (; "{}" ;)) (i32.const 0) (i32.const 0)))))
    (if (i32.eqz (i32.load (call $get_csrf))) (then (drop (call $set_csrf (call $random (i32.const 16))))))
    (call $get_csrf))

  ;; The whole page: a complaint or "", what stays in the form, the entries.
  (func $show (param $status i32) (param $complaint i32) (param $name i32) (param $message i32) (result i32)
    (local $rows i32) (local $row i32) (local $text i32)
    (call $add (i32.const 4128 (; "<!doctype html> <html lang="en"> <head> …" ;)))
    (if (i32.load (local.get $complaint)) (then
      (call $add (i32.const 4496 (; "<p class="complaint" role="alert">" ;)))
      (call $add (local.get $complaint))
      (call $add (i32.const 4536 (; "</p>" ;)))))
    (call $add (i32.const 4552 (; "<form method="post" action="/sign"> <inp…" ;)))
    (call $add (call $token))
    (call $add (i32.const 4640 (; ""> <label>Your name <input name="name" m…" ;)))
    (call $add (call $escape (local.get $name)))
    (call $add (i32.const 4728 (; ""></label> <label>Your message <textarea…" ;)))
    (call $add (call $escape (local.get $message)))
    (call $add (i32.const 4816 (; "</textarea></label> <button>Sign</button…" ;)))
    (local.set $rows (call $query (i32.const 4880 (; "SELECT name, message, created FROM entri…" ;)) (i32.const 4112 (; "" ;))))
    (block $done
      (loop $next
        (local.set $text (call $column (local.get $rows) (local.get $row) (i32.const 4952 (; ".name" ;))))
        (br_if $done (i32.eqz (i32.load (local.get $text))))
        (call $add (i32.const 4968 (; "<li><p class="message">" ;)))
        (call $add (call $escape (call $column (local.get $rows) (local.get $row) (i32.const 5000 (; ".message" ;)))))
        (call $add (i32.const 5016 (; "</p><p class="by">" ;)))
        (call $add (call $escape (local.get $text)))
        (call $add (i32.const 5040 (; "· <time>" ;)))
        (call $add (call $escape (call $column (local.get $rows) (local.get $row) (i32.const 5056 (; ".created" ;)))))
        (call $add (i32.const 5072 (; "</time></p></li>" ;)))
        (local.set $row (i32.add (local.get $row) (i32.const 1)))
        (br $next)))
    (call $add (i32.const 5096 (; "</ol> </main> </body> </html>" ;)))
    (call $respond (local.get $status) (i32.const 5136 (; "text/html; charset=utf-8" ;)) (global.get $page)))

  ;; ---- Routes -------------------------------------------------------------------------------------------------------------------------

  ;; Runs once, before the server listens. What it leaves in memory is where every request begins.
  (func (export "_start")
    (drop (call $migration
      (i32.const 5168 (; "001_entries" ;))
      (i32.const 5184 (; "CREATE TABLE entries (id INTEGER PRIMARY…" ;))
      (i32.const 5328 (; "DROP TABLE entries" ;))))
    (drop (call $route (i32.const 5352 (; "GET" ;)) (i32.const 5360 (; "/" ;)) (i32.const 5368 (; "home" ;))))
    (drop (call $route (i32.const 5376 (; "POST" ;)) (i32.const 5384 (; "/sign" ;)) (i32.const 5400 (; "sign" ;)))))

  (func (export "home") (result i32) (call $show (i32.const 200) (i32.const 4112 (; "" ;)) (i32.const 4112 (; "" ;)) (i32.const 4112 (; "" ;))))

  ;; The host has checked the token before: without it nobody comes here.
  (func (export "sign") (result i32) (local $name i32) (local $message i32)
    (local.set $name (call $trim (call $field (i32.const 5408 (; "name" ;)))))
    (local.set $message (call $trim (call $field (i32.const 5416 (; "message" ;)))))
    ;; Without a session there is no token, and the host checks none: such a form came from another site.
    (if (i32.eqz (i32.load (call $get_csrf))) (then
      (return (call $show (i32.const 403) (i32.const 5608) (local.get $name) (local.get $message)))))
    (if (i32.or (i32.eqz (i32.load (local.get $name))) (i32.eqz (i32.load (local.get $message)))) (then
      (return (call $show (i32.const 400) (i32.const 5432 (; "Please tell your name and leave a message." ;)) (local.get $name) (local.get $message)))))
    (if (i32.or (i32.gt_u (i32.load (local.get $name)) (i32.const 240)) (i32.gt_u (i32.load (local.get $message)) (i32.const 2000))) (then
      (return (call $show (i32.const 400) (i32.const 5480 (; "That is too long: 60 characters for the …" ;)) (local.get $name) (local.get $message)))))
    (if (i32.ne (call $execute (i32.const 5552 (; "INSERT INTO entries (name, message) VALU…" ;)) (call $two (local.get $name) (local.get $message))) (i32.const 1)) (then
      (return (call $show (i32.const 500) (i32.const 5608 (; "Your message could not be kept. Please t…" ;)) (local.get $name) (local.get $message)))))
    ;; Whoever loads the next page again does not sign again.
    (call $redirect (i32.const 303) (i32.const 5360 (; "/" ;))))

  ;; ---- Texts --------------------------------------------------------------------------------------------------------------------------

  (data (i32.const 4096) "\0a\00\00\00data.rows.")
  (data (i32.const 4112) "\00\00\00\00")
  (data (i32.const 4120) "\02\00\00\00{}")
  (data (i32.const 4128) "\67\01\00\00<!doctype html>\0a<html lang=\22en\22>\0a<head>\0a<meta charset=\22utf-8\22>\0a<meta name=\22viewport\22 content=\22width=device-width, initial-scale=1\22>\0a<title>Guestbook</title>\0a<link rel=\22stylesheet\22 href=\22/public/style.css\22>\0a<link rel=\22icon\22 href=\22data:,\22>\0a</head>\0a<body>\0a<main>\0a<h1>Guestbook</h1>\0a<p class=\22lead\22>Served by Cleanroom: each visit runs in a guest of its own.</p>\0a")
  (data (i32.const 4496) "\22\00\00\00<p class=\22complaint\22 role=\22alert\22>")
  (data (i32.const 4536) "\05\00\00\00</p>\0a")
  (data (i32.const 4552) "\4d\00\00\00<form method=\22post\22 action=\22/sign\22>\0a<input type=\22hidden\22 name=\22_csrf\22 value=\22")
  (data (i32.const 4640) "\51\00\00\00\22>\0a<label>Your name <input name=\22name\22 maxlength=\2260\22 autocomplete=\22name\22 value=\22")
  (data (i32.const 4728) "\51\00\00\00\22></label>\0a<label>Your message <textarea name=\22message\22 rows=\224\22 maxlength=\22500\22>")
  (data (i32.const 4816) "\37\00\00\00</textarea></label>\0a<button>Sign</button>\0a</form>\0a<ol>\0a")
  (data (i32.const 4880) "\44\00\00\00SELECT name, message, created FROM entries ORDER BY id DESC LIMIT 10")
  (data (i32.const 4952) "\05\00\00\00.name")
  (data (i32.const 4968) "\17\00\00\00<li><p class=\22message\22>")
  (data (i32.const 5000) "\08\00\00\00.message")
  (data (i32.const 5016) "\12\00\00\00</p><p class=\22by\22>")
  (data (i32.const 5040) "\0a\00\00\00 \c2\b7 <time>")
  (data (i32.const 5056) "\08\00\00\00.created")
  (data (i32.const 5072) "\11\00\00\00</time></p></li>\0a")
  (data (i32.const 5096) "\1e\00\00\00</ol>\0a</main>\0a</body>\0a</html>\0a")
  (data (i32.const 5136) "\18\00\00\00text/html; charset=utf-8")
  (data (i32.const 5168) "\0b\00\00\00001_entries")
  (data (i32.const 5184) "\89\00\00\00CREATE TABLE entries (id INTEGER PRIMARY KEY, name TEXT NOT NULL, message TEXT NOT NULL, created TEXT NOT NULL DEFAULT (datetime('now')))")
  (data (i32.const 5328) "\12\00\00\00DROP TABLE entries")
  (data (i32.const 5352) "\03\00\00\00GET")
  (data (i32.const 5360) "\01\00\00\00/")
  (data (i32.const 5368) "\04\00\00\00home")
  (data (i32.const 5376) "\04\00\00\00POST")
  (data (i32.const 5384) "\05\00\00\00/sign")
  (data (i32.const 5400) "\04\00\00\00sign")
  (data (i32.const 5408) "\04\00\00\00name")
  (data (i32.const 5416) "\07\00\00\00message")
  (data (i32.const 5432) "\2a\00\00\00Please tell your name and leave a message.")
  (data (i32.const 5480) "\42\00\00\00That is too long: 60 characters for the name, 500 for the message.")
  (data (i32.const 5552) "\31\00\00\00INSERT INTO entries (name, message) VALUES (?, ?)")
  (data (i32.const 5608) "\37\00\00\00Your message could not be kept. Please try again later.")
)
