;; A guest book: visitors leave a name and a message, a database keeps them. Written by hand in the form that Clean compilers produce, with comments for
;; readers who want to see how such a module and its host work together. Rebuild: wat2wasm --debug-names guestbook.wat -o guestbook.wasm
;;
;; The host calls `_start` once: it registers what the application consists of. It keeps the memory and the globals as they are then, and each request runs
;; in a copy of them: what a request leaves behind is gone with it. What shall last goes into the database; what belongs to a visitor, into the session.
(module
  ;; ---- What the module asks of its host ----
  ;; A text travels as one i32, the address of its length, here and in all functions below. (Most compilers pass the address of the first byte and the length
  ;; as two i32 to many of these functions; the host tells by the type of the import which is meant.) Address 0 is the empty text.
  (import "env" "_http_route" (func $route (param $method i32) (param $pattern i32) (param $handler i32) (result i32)))
  (import "env" "_req_body_field" (func $field (param $name i32) (result i32)))
  (import "env" "_http_respond" (func $respond (param $status i32) (param $type i32) (param $body i32) (result i32)))
  (import "env" "_res_redirect" (func $redirect (param $url i32) (param $status i32) (result i32)))
  (import "env" "_res_set_header" (func $set_header (param $name i32) (param $value i32) (result i32)))
  (import "env" "_http_no_cache" (func $no_cache (result i32)))

  (import "env" "_session_store" (func $session_store (param $id i32) (param $key i32) (param $value i32) (param $seconds i32) (param $flags i32) (result i32)))
  (import "env" "_session_get_csrf" (func $csrf (result i32)))
  (import "env" "_session_set_csrf" (func $set_csrf (param $token i32) (result i32)))
  (import "env" "_crypto_random_hex" (func $random_hex (param $bytes i32) (result i32)))

  (import "env" "_db_register_migration" (func $migration (param $name i32) (param $up i32) (param $down i32) (result i32)))
  (import "env" "_db_query" (func $query (param $sql i32) (param $values i32) (result i32)))
  (import "env" "_db_execute" (func $execute (param $sql i32) (param $values i32) (result i32)))
  (import "env" "_json_get" (func $json_get (param $json_address i32) (param $json_length i32) (param $path_address i32) (param $path_length i32) (result i32)))
  (import "env" "_json_encode_v2" (func $json_encode (param $box i32) (result i32)))

  (import "env" "_html_escape" (func $html_escape (param $text i32) (result i32)))
  (import "env" "string.concat" (func $concat (param $left i32) (param $right i32) (result i32)))
  (import "env" "string_trim" (func $trim (param $text i32) (result i32)))
  (import "env" "string_replace" (func $replace (param $text i32) (param $old i32) (param $new i32) (result i32)))
  (import "env" "string_to_int" (func $to_integer (param $text i32) (result i64)))
  (import "env" "int_to_string" (func $to_text (param $number i64) (result i32)))
  (import "env" "_time_epoch_ms" (func $now (result i64)))
  (import "env" "_time_format_iso" (func $format_iso (param $milliseconds i64) (result i32)))
  (import "env" "_i18n_format_date" (func $format_date (param $milliseconds f64) (param $pattern i32) (param $locale i32) (result i32)))

  ;; 32 pages of 64 KB at first, 512 at most: the tier that compilers call standard.
  (memory (export "memory") 32 512)

  ;; The next free byte of the heap: behind the texts at the end of this file. The host moves it on, too, when it writes a result into this memory.
  (global $heap (export "__heap_ptr") (mut i32) (i32.const 6368))

  ;; The page of this request: a text for which there is more room than it fills.
  (global $page (mut i32) (i32.const 0))
  (global $room (mut i32) (i32.const 0))

  ;; ---- The entry point ----
  ;; The host makes the table after this: it keeps a record of the migrations that a database has seen, and applies the others.
  (func $start (export "start")
    (drop (call $migration (global.get $migration_name) (global.get $create_table) (global.get $drop_table)))
    (drop (call $route (global.get $get) (global.get $path_book) (global.get $handler_show)))
    (drop (call $route (global.get $post) (global.get $path_sign) (global.get $handler_sign))))

  (func (export "_start") (call $start))

  ;; ---- The handlers: exports by the names that were registered; the result is the text of the answer ----
  (func (export "show_book") (result i32)
    (call $answer (i32.const 200) (i32.const 0) (i32.const 0) (i32.const 0)))

  (func (export "sign_book") (result i32)
    (local $name i32)
    (local $message i32)
    (local $problem i32)
    (local.set $name (call $field (global.get $field_name)))
    ;; Browsers send each line end as two characters and count it as one.
    (local.set $message (call $replace (call $field (global.get $field_message)) (global.get $line_end_sent) (global.get $line_end)))

    ;; Where a session has a token, the host refuses every POST without it, before it makes a guest. A request without such a session reaches this place
    ;; unchecked: from another site, whose forms do not bring the cookie, or from a page that was open for longer than the session lived.
    (if (i32.eqz (call $length (call $csrf)))
      (then (return (call $answer (i32.const 403) (global.get $problem_session) (local.get $name) (local.get $message)))))

    (local.set $problem (call $find_problem (local.get $name) (local.get $message)))
    (if (local.get $problem)
      (then (return (call $answer (i32.const 422) (local.get $problem) (local.get $name) (local.get $message)))))

    ;; One row was written, or the answer is -1.
    (if (i32.ne (call $execute (global.get $insert) (call $entry_values (local.get $name) (local.get $message))) (i32.const 1))
      (then (return (call $answer (i32.const 503) (global.get $problem_write) (local.get $name) (local.get $message)))))

    ;; "See other": the browser gets the page anew, and to reload that signs nothing twice.
    (drop (call $redirect (global.get $path_book) (i32.const 303)))
    (i32.const 0))

  ;; What is wrong with an entry, as a text to show; 0 when nothing is.
  (func $find_problem (param $name i32) (param $message i32) (result i32)
    (if (i32.eqz (call $length (call $trim (local.get $name)))) (then (return (global.get $problem_no_name))))
    (if (i32.gt_u (call $characters (local.get $name)) (i32.const 60)) (then (return (global.get $problem_long_name))))
    (if (i32.eqz (call $length (call $trim (local.get $message)))) (then (return (global.get $problem_no_message))))
    (if (i32.gt_u (call $characters (local.get $message)) (i32.const 1000)) (then (return (global.get $problem_long_message))))
    (i32.const 0))

  ;; ---- The page ----
  ;; Answers with the whole page: what went wrong if something did, the form with what was typed, the latest entries if the database has an answer.
  (func $answer (param $status i32) (param $problem i32) (param $name i32) (param $message i32) (result i32)
    (local $entries i32)
    (local $count i32)
    (call $begin_page)
    (call $write (global.get $html_top))

    (local.set $entries (call $query (global.get $select) (i32.const 0)))
    (local.set $count (call $json (local.get $entries) (global.get $path_count)))
    (if (i32.eqz (call $length (local.get $count)))
      (then
        (local.set $status (i32.const 503))
        (if (i32.eqz (local.get $problem)) (then (local.set $problem (global.get $problem_read))))))

    (if (local.get $problem)
      (then
        (call $write (global.get $html_problem))
        (call $write (local.get $problem))
        (call $write (global.get $html_problem_end))))

    (call $write (global.get $html_form))
    (call $write (call $csrf_token))
    (call $write (global.get $html_name))
    (call $write_escaped (local.get $name))
    (call $write (global.get $html_message))
    (call $write_escaped (local.get $message))
    (call $write (global.get $html_form_end))

    (if (call $length (local.get $count))
      (then (call $write_entries (local.get $entries) (i32.wrap_i64 (call $to_integer (local.get $count))))))
    (call $write (global.get $html_end))

    (drop (call $no_cache))
    (drop (call $set_header (global.get $policy_name) (global.get $policy)))
    (call $respond (local.get $status) (global.get $html_type) (global.get $page)))

  (func $write_entries (param $entries i32) (param $count i32)
    (local $at i32)
    (call $write (global.get $html_heading))
    (if (i32.eqz (local.get $count))
      (then
        (call $write (global.get $html_nobody))
        (return)))
    (call $write (global.get $html_list))
    (loop $next
      (call $write_entry (local.get $entries) (call $concat (global.get $path_rows) (call $to_text (i64.extend_i32_u (local.get $at)))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $count))))
    (call $write (global.get $html_list_end)))

  ;; One entry: $row is where it is in the answer of the database, such as `data.rows.0`. What visitors typed is data from strangers: always escaped.
  (func $write_entry (param $entries i32) (param $row i32)
    (local $signed i64)
    (local.set $signed (call $to_integer (call $json (local.get $entries) (call $concat (local.get $row) (global.get $path_signed)))))
    (call $write (global.get $html_entry))
    (call $write_escaped (call $json (local.get $entries) (call $concat (local.get $row) (global.get $path_name))))
    (call $write (global.get $html_entry_time))
    (call $write (call $format_iso (local.get $signed)))
    (call $write (global.get $html_entry_shown))
    (call $write (call $format_date (f64.convert_i64_s (local.get $signed)) (global.get $date_pattern) (global.get $english)))
    (call $write (global.get $html_entry_message))
    (call $write_escaped (call $json (local.get $entries) (call $concat (local.get $row) (global.get $path_message))))
    (call $write (global.get $html_entry_end)))

  ;; The token of this visitor's session. On the first visit there is none: to keep something in the session of id "" makes one, and the host sends its cookie.
  (func $csrf_token (result i32)
    (if (i32.eqz (call $length (call $csrf)))
      (then
        (drop (call $session_store (i32.const 0) (i32.const 0) (global.get $empty_object) (i32.const 0) (i32.const 0)))
        (drop (call $set_csrf (call $random_hex (i32.const 32))))))
    (call $csrf))

  ;; ---- The database ----
  ;; The values of the statement's placeholders as JSON: [name, message, time]. They are built as the values that programs call `any`, boxes of three words:
  ;; a tag, then the value. The host turns boxes into JSON, and quotes what has to be quoted.
  (func $entry_values (param $name i32) (param $message i32) (result i32)
    (local $values i32)
    (local $array i32)
    (local.set $values (call $malloc (i32.const 16)))
    (i32.store (local.get $values) (i32.const 3))
    (i32.store offset=4 (local.get $values) (call $text_box (call $trim (local.get $name))))
    (i32.store offset=8 (local.get $values) (call $text_box (call $trim (local.get $message))))
    (i32.store offset=12 (local.get $values) (call $integer_box (call $now)))
    ;; Tag 5: an array; the address of its count, with a box for each value behind it.
    (local.set $array (call $malloc (i32.const 12)))
    (i32.store (local.get $array) (i32.const 5))
    (i32.store offset=4 (local.get $array) (local.get $values))
    (call $json_encode (local.get $array)))

  ;; Tag 4: a text.
  (func $text_box (param $text i32) (result i32)
    (local $box i32)
    (local.set $box (call $malloc (i32.const 12)))
    (i32.store (local.get $box) (i32.const 4))
    (i32.store offset=4 (local.get $box) (local.get $text))
    (local.get $box))

  ;; Tag 1: an integer of 64 bits.
  (func $integer_box (param $number i64) (result i32)
    (local $box i32)
    (local.set $box (call $malloc (i32.const 12)))
    (i32.store (local.get $box) (i32.const 1))
    (i64.store offset=4 align=4 (local.get $box) (local.get $number))
    (local.get $box))

  ;; The value at a path of a JSON text: a string as it is, anything else as JSON, nothing where there is nothing. With one i32 for each argument `_json_get`
  ;; would mean a box, so this import has address and length.
  (func $json (param $text i32) (param $path i32) (result i32)
    (call $json_get
      (i32.add (local.get $text) (i32.const 4)) (call $length (local.get $text))
      (i32.add (local.get $path) (i32.const 4)) (call $length (local.get $path))))

  ;; ---- Texts ----
  ;; A text is its length in four bytes, little-endian, and its bytes in UTF-8.
  (func $length (param $text i32) (result i32)
    (if (result i32) (local.get $text)
      (then (i32.load (local.get $text)))
      (else (i32.const 0))))

  ;; How many characters a browser counts in a text: bytes 10xxxxxx continue a character, and one that begins with 11110xxx counts twice.
  (func $characters (param $text i32) (result i32)
    (local $end i32)
    (local $byte i32)
    (local $count i32)
    (local.set $end (i32.add (i32.add (local.get $text) (i32.const 4)) (call $length (local.get $text))))
    (local.set $text (i32.add (local.get $text) (i32.const 4)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $text) (local.get $end)))
        (local.set $byte (i32.load8_u (local.get $text)))
        (local.set $count (i32.add (local.get $count)
          (i32.add (i32.ne (i32.and (local.get $byte) (i32.const 0xc0)) (i32.const 0x80)) (i32.ge_u (local.get $byte) (i32.const 0xf0)))))
        (local.set $text (i32.add (local.get $text) (i32.const 1)))
        (br $next)))
    (local.get $count))

  (func $begin_page
    (global.set $room (i32.const 16384))
    (global.set $page (call $malloc (i32.add (global.get $room) (i32.const 4))))
    (i32.store (global.get $page) (i32.const 0)))

  ;; Adds a text to the page, which moves to a place of twice the size when it is full.
  (func $write (param $text i32)
    (local $filled i32)
    (local $larger i32)
    (local.set $filled (i32.add (call $length (global.get $page)) (call $length (local.get $text))))
    (if (i32.gt_u (local.get $filled) (global.get $room))
      (then
        (global.set $room (i32.mul (local.get $filled) (i32.const 2)))
        (local.set $larger (call $malloc (i32.add (global.get $room) (i32.const 4))))
        (memory.copy (local.get $larger) (global.get $page) (i32.add (call $length (global.get $page)) (i32.const 4)))
        (global.set $page (local.get $larger))))
    (memory.copy
      (i32.add (i32.add (global.get $page) (i32.const 4)) (call $length (global.get $page)))
      (i32.add (local.get $text) (i32.const 4))
      (call $length (local.get $text)))
    (i32.store (global.get $page) (local.get $filled)))

  (func $write_escaped (param $text i32)
    (call $write (call $html_escape (local.get $text))))

  ;; ---- Memory ----
  ;; The guest's own allocator, which the host calls for its results, too: 8-aligned, grows the memory when it has to, 0 when that is refused. Nothing is
  ;; given back: all of it goes with the request.
  (func $malloc (export "malloc") (param $size i32) (result i32)
    (local $address i32)
    (local $end i32)
    (local.set $address (i32.and (i32.add (global.get $heap) (i32.const 7)) (i32.const -8)))
    (local.set $end (i32.add (local.get $address) (local.get $size)))
    (if (i32.gt_u (local.get $end) (i32.shl (memory.size) (i32.const 16)))
      (then
        (if (i32.eq (memory.grow (i32.add (i32.shr_u (local.get $size) (i32.const 16)) (i32.const 1))) (i32.const -1))
          (then (return (i32.const 0))))))
    (global.set $heap (local.get $end))
    (local.get $address))

  ;; ---- The texts of the program ----
  ;; Each has a name, which is a global that holds its address.
  ;; Routes.
  (global $get i32 (i32.const 4096))
  (data (i32.const 4096) "\03\00\00\00" "GET")
  (global $post i32 (i32.const 4104))
  (data (i32.const 4104) "\04\00\00\00" "POST")
  (global $path_book i32 (i32.const 4112))
  (data (i32.const 4112) "\01\00\00\00" "/")
  (global $path_sign i32 (i32.const 4120))
  (data (i32.const 4120) "\05\00\00\00" "/sign")
  (global $handler_show i32 (i32.const 4132))
  (data (i32.const 4132) "\09\00\00\00" "show_book")
  (global $handler_sign i32 (i32.const 4148))
  (data (i32.const 4148) "\09\00\00\00" "sign_book")
  (global $field_name i32 (i32.const 4164))
  (data (i32.const 4164) "\04\00\00\00" "name")
  (global $field_message i32 (i32.const 4172))
  (data (i32.const 4172) "\07\00\00\00" "message")
  (global $line_end_sent i32 (i32.const 4184))
  (data (i32.const 4184) "\02\00\00\00" "\r\n")
  (global $line_end i32 (i32.const 4192))
  (data (i32.const 4192) "\01\00\00\00" "\n")
  (global $empty_object i32 (i32.const 4200))
  (data (i32.const 4200) "\02\00\00\00" "{}")

  ;; Headers. The policy lets the page load its stylesheet and its icon and send its form, nothing else: a script that got in would not run.
  (global $html_type i32 (i32.const 4208))
  (data (i32.const 4208) "\18\00\00\00" "text/html; charset=utf-8")
  (global $policy_name i32 (i32.const 4236))
  (data (i32.const 4236) "\17\00\00\00" "Content-Security-Policy")
  (global $policy i32 (i32.const 4264))
  (data (i32.const 4264) "\71\00\00\00"
    "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")

  ;; Statements. Values never become part of their text: `?` stands for them.
  (global $migration_name i32 (i32.const 4384))
  (data (i32.const 4384) "\0b\00\00\00" "001_entries")
  (global $create_table i32 (i32.const 4400))
  (data (i32.const 4400) "\71\00\00\00"
    "CREATE TABLE entries (id INTEGER PRIMARY KEY, "
    "name TEXT NOT NULL, message TEXT NOT NULL, signed INTEGER NOT NULL)")
  (global $drop_table i32 (i32.const 4520))
  (data (i32.const 4520) "\12\00\00\00" "DROP TABLE entries")
  (global $insert i32 (i32.const 4544))
  (data (i32.const 4544) "\3c\00\00\00" "INSERT INTO entries (name, message, signed) VALUES (?, ?, ?)")
  (global $select i32 (i32.const 4608))
  (data (i32.const 4608) "\43\00\00\00" "SELECT name, message, signed FROM entries ORDER BY id DESC LIMIT 50")

  ;; Paths in the answer of a query, {"ok":true,"data":{"rows":[…],"count":…}}; one that failed has no `data`.
  (global $path_count i32 (i32.const 4680))
  (data (i32.const 4680) "\0a\00\00\00" "data.count")
  (global $path_rows i32 (i32.const 4696))
  (data (i32.const 4696) "\0a\00\00\00" "data.rows.")
  (global $path_name i32 (i32.const 4712))
  (data (i32.const 4712) "\05\00\00\00" ".name")
  (global $path_message i32 (i32.const 4724))
  (data (i32.const 4724) "\08\00\00\00" ".message")
  (global $path_signed i32 (i32.const 4736))
  (data (i32.const 4736) "\07\00\00\00" ".signed")
  (global $date_pattern i32 (i32.const 4748))
  (data (i32.const 4748) "\12\00\00\00" "d MMMM yyyy, HH:mm")
  (global $english i32 (i32.const 4772))
  (data (i32.const 4772) "\02\00\00\00" "en")

  ;; What visitors are told.
  (global $problem_no_name i32 (i32.const 4780))
  (data (i32.const 4780) "\19\00\00\00" "Please tell us your name.")
  (global $problem_long_name i32 (i32.const 4812))
  (data (i32.const 4812) "\32\00\00\00" "That name is too long: 60 characters are the most.")
  (global $problem_no_message i32 (i32.const 4868))
  (data (i32.const 4868) "\17\00\00\00" "Please write a message.")
  (global $problem_long_message i32 (i32.const 4896))
  (data (i32.const 4896) "\37\00\00\00" "That message is too long: 1000 characters are the most.")
  (global $problem_session i32 (i32.const 4956))
  (data (i32.const 4956) "\70\00\00\00"
    "This page was open for too long, or your browser keeps no cookies. "
    "Nothing you typed is lost: please sign again.")
  (global $problem_read i32 (i32.const 5072))
  (data (i32.const 5072) "\41\00\00\00" "The entries cannot be read at the moment. Please come back later.")
  (global $problem_write i32 (i32.const 5144))
  (data (i32.const 5144) "\3b\00\00\00" "Your entry could not be kept. Please try again in a moment.")

  ;; The page.
  (global $html_top i32 (i32.const 5208))
  (data (i32.const 5208) "\8e\01\00\00"
    "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>Guest book</title>\n"
    "<link rel=\"icon\" href=\"/public/icon.svg\" type=\"image/svg+xml\">\n"
    "<link rel=\"stylesheet\" href=\"/public/guestbook.css\">\n</head>\n<body>\n<main>\n"
    "<header>\n<h1>Guest book</h1>\n<p>You came by. Leave a line for those who come after you.</p>\n</header>\n")
  (global $html_problem i32 (i32.const 5612))
  (data (i32.const 5612) "\20\00\00\00" "<p class=\"problem\" role=\"alert\">")
  (global $html_problem_end i32 (i32.const 5648))
  (data (i32.const 5648) "\05\00\00\00" "</p>\n")
  (global $html_form i32 (i32.const 5660))
  (data (i32.const 5660) "\4d\00\00\00" "<form method=\"post\" action=\"/sign\">\n<input type=\"hidden\" name=\"_csrf\" value=\"")
  (global $html_name i32 (i32.const 5744))
  (data (i32.const 5744) "\77\00\00\00"
    "\">\n<label for=\"name\">Your name</label>\n"
    "<input id=\"name\" name=\"name\" maxlength=\"60\" autocomplete=\"name\" required value=\"")
  (global $html_message i32 (i32.const 5868))
  (data (i32.const 5868) "\77\00\00\00"
    "\">\n<label for=\"message\">Your message</label>\n"
    "<textarea id=\"message\" name=\"message\" maxlength=\"1000\" rows=\"4\" required>\n")
  (global $html_form_end i32 (i32.const 5992))
  (data (i32.const 5992) "\39\00\00\00" "</textarea>\n<button>Sign the guest book</button>\n</form>\n")
  (global $html_heading i32 (i32.const 6056))
  (data (i32.const 6056) "\22\00\00\00" "<section>\n<h2>Latest entries</h2>\n")
  (global $html_nobody i32 (i32.const 6096))
  (data (i32.const 6096) "\46\00\00\00" "<p class=\"nobody\">Nobody has signed yet. Be the first!</p>\n</section>\n")
  (global $html_list i32 (i32.const 6172))
  (data (i32.const 6172) "\05\00\00\00" "<ol>\n")
  (global $html_entry i32 (i32.const 6184))
  (data (i32.const 6184) "\18\00\00\00" "<li>\n<p class=\"by\"><bdi>")
  (global $html_entry_time i32 (i32.const 6212))
  (data (i32.const 6212) "\17\00\00\00" "</bdi> <time datetime=\"")
  (global $html_entry_shown i32 (i32.const 6240))
  (data (i32.const 6240) "\02\00\00\00" "\">")
  (global $html_entry_message i32 (i32.const 6248))
  (data (i32.const 6248) "\2e\00\00\00" " UTC</time></p>\n<p class=\"message\" dir=\"auto\">")
  (global $html_entry_end i32 (i32.const 6300))
  (data (i32.const 6300) "\0b\00\00\00" "</p>\n</li>\n")
  (global $html_list_end i32 (i32.const 6316))
  (data (i32.const 6316) "\11\00\00\00" "</ol>\n</section>\n")
  (global $html_end i32 (i32.const 6340))
  (data (i32.const 6340) "\18\00\00\00" "</main>\n</body>\n</html>\n"))
