using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Tests.Database.Paging;

/// <summary>Pages of tables on every engine.</summary>
public abstract class PageTests(TestedEngine engine) : EngineTests(engine)
{
    const string FirstTwo = """{"ok":true,"data":{"data":[{"id":1,"name":"a"},{"id":2,"name":"b"}],"total":5,"page":1,"per_page":2,"total_pages":3}}""";
    const string FirstTwoByCursor = """{"ok":true,"data":{"data":[{"id":1,"name":"a"},{"id":2,"name":"b"}],"next_cursor":"2","has_more":true}}""";

    // Texts that would be SQL if they came to stand in the statement as they are.
    static readonly string[] Injections =
    [
        "id; drop table {0}", "id\"", "\"id\"", "id\" desc; --", "id--", "id/**/", "(select 1)", "id,name", "id name", " id", "id ", "1", "name' or '1'='1", "id\0", "naïve", "{0}.id", "count(*)", "",
    ];

    DatabaseGuest Filled(string form = "pairs", GuestOptions? options = null)
    {
        var guest = new DatabaseGuest(Open(), form, options);
        using var filling = new DatabaseGuest(guest.Guest.Options.Database);
        Assert.Equal(0, filling.Execute($"create table {Table} (id integer primary key, name text)"));
        Assert.Equal(5, filling.Execute($"insert into {Table} values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'c'), (5, null)"));
        return guest;
    }

    static string Data(string answer) => DatabaseGuest.Part(answer, "data", "data");

    [Fact]
    public void A_page_has_its_rows_and_the_totals()
    {
        using var guest = Filled();
        Assert.Equal(FirstTwo, guest.Text("_db_paginate", Table, """{"__order":"id"}""", 1, 2));
        Assert.Equal("""{"ok":true,"data":{"data":[{"id":5,"name":null}],"total":5,"page":3,"per_page":2,"total_pages":3}}""", guest.Text("_db_paginate", Table, """{"__order":"id"}""", 3, 2));
        Assert.Equal("""{"ok":true,"data":{"data":[],"total":5,"page":2147483647,"per_page":1000,"total_pages":1}}""", guest.Text("_db_paginate", Table, "", int.MaxValue, 1000));
        Assert.Equal("""{"ok":true,"data":{"data":[],"total":0,"page":1,"per_page":2,"total_pages":0}}""", guest.Text("_db_paginate", Table, """{"name":"z"}""", 1, 2));
        Assert.Equal("""[{"id":4,"name":"c"},{"id":3,"name":"c"}]""", Data(guest.Text("_db_paginate", Table, """{"name":"c","__order":"name asc, id DESC"}""", 1, 10)));
        Assert.Equal("""[{"id":5,"name":null}]""", Data(guest.Text("_db_paginate", Table, """{"name":null}""", 1, 10)));
        Assert.Equal("""[{"id":3,"name":"c"}]""", Data(guest.Text("_db_paginate", Table, """{"name":"c","id":3}""", 1, 10)));
    }

    [Fact]
    public void A_page_sees_what_the_open_transaction_did()
    {
        using var guest = Filled();
        Assert.Equal(1, guest.Number("_db_begin"));
        Assert.Equal(5, guest.Execute($"delete from {Table}"));
        Assert.Equal("[]", Data(guest.Text("_db_paginate", Table, "", 1, 2)));
        Assert.Equal("[]", Data(guest.Text("_db_cursor_page", Table, "", 2, "", "id")));
        Assert.Equal(1, guest.Number("_db_rollback"));
        Assert.Equal(FirstTwo, guest.Text("_db_paginate", Table, """{"__order":"id"}""", 1, 2));
    }

    [Fact]
    public void A_cursor_walks_through_the_table_once()
    {
        using var guest = Filled();
        Assert.Equal(FirstTwoByCursor, guest.Text("_db_cursor_page", Table, "", 2, "", "id"));
        Assert.Equal("""{"ok":true,"data":{"data":[{"id":3,"name":"c"},{"id":4,"name":"c"}],"next_cursor":"4","has_more":true}}""", guest.Text("_db_cursor_page", Table, "", 2, "2", "id"));
        Assert.Equal("""{"ok":true,"data":{"data":[{"id":5,"name":null}],"next_cursor":null,"has_more":false}}""", guest.Text("_db_cursor_page", Table, "", 2, "4", "id"));
        Assert.Equal("""[{"id":4,"name":"c"}]""", Data(guest.Text("_db_cursor_page", Table, """{"name":"c"}""", 2, "3", "id")));
        Assert.Equal("[]", Data(guest.Text("_db_cursor_page", Table, "", 2, "5", "id")));
    }

    [Fact]
    public void A_cursor_leaves_out_rows_without_a_value_on_every_page()
    {
        using var guest = Filled();
        Assert.Equal("""[{"id":1,"name":"a"},{"id":2,"name":"b"}]""", Data(guest.Text("_db_cursor_page", Table, """{"__order":"id"}""", 2, "", "name")));
        guest.Execute($"delete from {Table} where id > 1");
        guest.Execute($"insert into {Table} values (7, null), (8, null)");
        Assert.Equal("""{"ok":true,"data":{"data":[{"id":1,"name":"a"}],"next_cursor":null,"has_more":false}}""", guest.Text("_db_cursor_page", Table, "", 2, "", "name"));
    }

    [Fact]
    public void Pages_take_their_numbers_and_texts_in_every_form()
    {
        using (var wide = Filled("wide"))
        {
            Assert.Equal(FirstTwo, wide.Text("_db_paginate", Table, """{"__order":"id"}""", 1L, 2L));
            Assert.Equal(FirstTwoByCursor, wide.Text("_db_cursor_page", Table, "", 2L, "", "id"));
            Assert.Equal("[]", Data(wide.Text("_db_paginate", Table, "", long.MaxValue, 1000L)));
        }
        using var prefixed = new DatabaseGuest(Open(), "prefixed");
        prefixed.Execute($"create table if not exists {Table} (id integer primary key, name text)");
        prefixed.Execute($"delete from {Table}");
        prefixed.Execute($"insert into {Table} values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'c'), (5, null)");
        Assert.Equal(FirstTwo, prefixed.Text("_db_paginate", Table, """{"__order":"id"}""", 1, 2));
        Assert.Equal(FirstTwoByCursor, prefixed.Text("_db_cursor_page", Table, "", 2, "", "id"));
        Assert.Equal(1, prefixed.Number("_db_valid_field", Table, "name"));
        Assert.Equal(0, prefixed.Number("_db_valid_field", Table, "other"));
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        using var guest = Filled();
        foreach (var (page, perPage) in (ReadOnlySpan<(int, int)>)[(0, 10), (-1, 10), (1, 0), (1, -5), (1, 1001)])
            Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(guest.Text("_db_paginate", Table, "", page, perPage)));
        foreach (var perPage in (ReadOnlySpan<int>)[0, -1, 1001])
            Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(guest.Text("_db_cursor_page", Table, "", perPage, "", "id")));
        foreach (var where in (ReadOnlySpan<string>)["[]", "{", "1", "{} {}", "\"id = 1\"", "{\"id\":\"\\ud800\"}", "{\"__limit\":1}", "{\"__order\":1}", "{\"__order\":\"\"}", "{\"__order\":\"id,\"}"])
            Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(guest.Text("_db_paginate", Table, where, 1, 10)));
        Assert.Equal("NOT_FOUND", DatabaseGuest.CodeOf(guest.Text("_db_paginate", "no_such_table", "", 1, 10)));
        Assert.Equal("NOT_FOUND", DatabaseGuest.CodeOf(guest.Text("_db_cursor_page", "no_such_table", "", 10, "", "id")));
        Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(guest.Text("_db_cursor_page", Table, "", 10, "", "missing")));
        using var without = new DatabaseGuest(null);
        Assert.Equal("NO_DB", DatabaseGuest.CodeOf(without.Text("_db_paginate", Table, "", 1, 10)));
        Assert.Equal("NO_DB", DatabaseGuest.CodeOf(without.Text("_db_cursor_page", Table, "", 10, "", "id")));
        Assert.Equal(0, without.Number("_db_valid_field", Table, "id"));
    }

    [Fact]
    [Trait("Rule", "N135")]
    public void Raw_SQL_in_the_where_argument_is_refused_unless_the_user_allows_it()
    {
        using (var guest = Filled())
        {
            foreach (var raw in (ReadOnlySpan<string>)["1 = 1", "id = 1", "1 = 1) union select 1, 'x' --", ""])
            {
                var where = $$"""{"__where":"{{raw}}"}""";
                Assert.Equal("PERMISSION_DENIED", DatabaseGuest.CodeOf(guest.Text("_db_paginate", Table, where, 1, 10)));
                Assert.Equal("PERMISSION_DENIED", DatabaseGuest.CodeOf(guest.Text("_db_cursor_page", Table, where, 10, "", "id")));
            }
            Assert.Contains(guest.Log.Lines, static line => line.Contains("--db-raw-where", StringComparison.Ordinal));
        }
        using var allowed = new DatabaseGuest(Open(), "pairs", new GuestOptions { DatabaseRawWhere = true });
        allowed.Execute($"create table if not exists {Table} (id integer primary key, name text)");
        allowed.Execute($"delete from {Table}");
        allowed.Execute($"insert into {Table} values (1, 'a'), (2, 'b'), (3, 'c'), (4, 'c')");
        Assert.Equal("""[{"id":3,"name":"c"}]""", Data(allowed.Text("_db_paginate", Table, """{"__where":"id < 2 or id = 3 -- the odd ones","name":"c"}""", 1, 10)));
    }

    [Fact]
    [Trait("Rule", "N135")]
    public void Nothing_that_a_program_passes_becomes_SQL()
    {
        using var guest = Filled();
        foreach (var pattern in Injections)
        {
            var injection = string.Format(System.Globalization.CultureInfo.InvariantCulture, pattern, Table);
            var key = System.Text.Json.JsonSerializer.Serialize(injection);
            Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(guest.Text("_db_paginate", injection, "", 1, 10)));
            Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(guest.Text("_db_paginate", Table, $"{{{key}:1}}", 1, 10)));
            Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(guest.Text("_db_cursor_page", injection, "", 10, "", "id")));
            Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(guest.Text("_db_cursor_page", Table, $"{{{key}:1}}", 10, "", "id")));
            Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(guest.Text("_db_cursor_page", Table, "", 10, "", injection)));
            Assert.Equal(0, guest.Number("_db_valid_field", injection, "id"));
            Assert.Equal(0, guest.Number("_db_valid_field", Table, injection));
            // A value is only compared with.
            if (!injection.Contains('\0', StringComparison.Ordinal)) Assert.Equal("[]", Data(guest.Text("_db_paginate", Table, $"{{\"name\":{key}}}", 1, 10)));
            // Spaces and commas separate columns there.
            if (injection is not ("id,name" or " id" or "id "))
                Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(guest.Text("_db_paginate", Table, $"{{\"__order\":{key}}}", 1, 10)));
        }
        foreach (var order in (ReadOnlySpan<string>)["id desc nulls last", "id collate nocase", "id desc desc", "id; select 1", "id asc; drop table x"])
            Assert.Equal("VALIDATION_ERROR", DatabaseGuest.CodeOf(guest.Text("_db_paginate", Table, $$"""{"__order":"{{order}}"}""", 1, 10)));
        Assert.Equal("""[{"id":1,"name":"a"}]""", Data(guest.Text("_db_cursor_page", Table, """{"name":"a"}""", 10, "0", "id")));
        Assert.Equal("""[{"n":5}]""", guest.Rows($"select count(*) as n from {Table}"));
    }

    [Fact]
    public void Fields_are_those_of_the_catalogue()
    {
        using var guest = Filled();
        Assert.Equal(1, guest.Number("_db_valid_field", Table, "id"));
        Assert.Equal(1, guest.Number("_db_valid_field", Table, "name"));
        Assert.Equal(0, guest.Number("_db_valid_field", Table, "missing"));
        Assert.Equal(0, guest.Number("_db_valid_field", "no_such_table", "id"));
        guest.Execute($"alter table {Table} add column added text");
        Assert.Equal(1, guest.Number("_db_valid_field", Table, "added"));
        guest.Execute($"alter table {Table} drop column added");
        Assert.Equal(0, guest.Number("_db_valid_field", Table, "added"));
    }

    [Fact]
    public void Fields_of_a_transaction_that_was_undone_are_forgotten()
    {
        using var guest = Filled();
        foreach (var end in (ReadOnlySpan<string>)["rollback", "event"])
        {
            guest.Number("_db_begin");
            if (IsMySql)
            {
                Assert.Equal("QUERY_ERROR", guest.ErrorCode($"alter table {Table} add column added text"));
                Assert.Equal(1, guest.Number("_db_rollback"));
                continue;
            }
            guest.Execute($"alter table {Table} add column added text");
            Assert.Equal(1, guest.Number("_db_valid_field", Table, "added"));
            if (end == "rollback") Assert.Equal(1, guest.Number("_db_rollback"));
            else guest.Guest.EndEvent();
            Assert.Equal(0, guest.Number("_db_valid_field", Table, "added"));
        }
    }

    [Fact]
    public void Generated_columns_count_as_fields()
    {
        using var guest = Filled();
        guest.Execute($"create table {Table}g (id integer primary key, twice integer generated always as (id * 2) stored)");
        guest.Execute($"insert into {Table}g (id) values (1), (2)");
        Assert.Equal(1, guest.Number("_db_valid_field", $"{Table}g", "twice"));
        Assert.Equal("""[{"id":2,"twice":4}]""", Data(guest.Text("_db_paginate", $"{Table}g", """{"twice":4}""", 1, 10)));
    }

    [Fact]
    public void Columns_that_another_process_changed_are_noticed()
    {
        using var guest = Filled();
        using var other = new DatabaseGuest(ReopenElsewhere() ?? guest.Guest.Options.Database);
        Assert.Equal("[]", Data(guest.Text("_db_paginate", Table, """{"name":"name"}""", 1, 10)));
        other.Execute($"alter table {Table} add column added text default 'x'");
        Assert.True(SpinWait.SpinUntil(() => guest.Text("_db_paginate", Table, """{"added":"x"}""", 1, 10).Contains("\"total\":5", StringComparison.Ordinal), Patience.Long));
        // A name that is gone must not turn into a text that equals itself.
        other.Execute($"alter table {Table} drop column name");
        Assert.DoesNotContain("\"total\":5", guest.Text("_db_paginate", Table, """{"name":"name"}""", 1, 10), StringComparison.Ordinal);
    }

    // The same database with a catalogue of its own; a database in memory belongs to one source.
    private protected virtual Bridge.Database.DatabaseSource? ReopenElsewhere() => Open();
}

public sealed class SqliteFilePageTests() : PageTests(TestedEngine.SqliteFile);

public sealed class SqliteMemoryPageTests() : PageTests(TestedEngine.SqliteMemory)
{
    private protected override Bridge.Database.DatabaseSource? ReopenElsewhere() => null;
}

public sealed class PostgresPageTests() : PageTests(TestedEngine.Postgres);

public sealed class MySqlPageTests() : PageTests(TestedEngine.MariaDb);
