using System.Buffers;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Guests;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary>A database engine of an embedder, through public types only: it answers each statement with its text and the number of its values.</summary>
public sealed class OwnDatabaseEngineTests
{
    [Fact]
    public void Engine_of_the_embedder_serves_its_scheme()
    {
        using var source = DatabaseSource.Open("echo:anything", new DatabaseOptions { Engines = [new EchoEngine()], Verify = true });
        using var guest = new DatabaseGuest(source);
        Assert.Equal("""[{"sql":"SELECT #1, #2","values":2}]""", guest.Rows("SELECT ?, ?", "[1,\"b\"]"));
        Assert.Equal("QUERY_ERROR", guest.ErrorCode("fail"));
    }

    [Fact]
    public void Program_may_name_it_too()
    {
        using var guest = new DatabaseGuest(null, options: new GuestOptions { DatabaseOptions = new DatabaseOptions { Engines = [new EchoEngine()] } });
        Assert.Equal(0, guest.Number("_db_configure", "echo:of-the-program"));
        Assert.Equal("""[{"sql":"SELECT 1","values":0}]""", guest.Rows("SELECT 1"));
    }

    [Fact]
    public void Scheme_without_an_engine_is_refused() =>
        Assert.Contains("unsupported scheme echo", Assert.Throws<HostException>(() => DatabaseSource.Open("echo:x")).Message, StringComparison.Ordinal);

    sealed class EchoEngine : DatabaseEngine
    {
        public override IReadOnlyList<string> Schemes => ["echo"];

        public override IReadOnlyList<string> UrlForms => ["echo:NAME"];

        public override bool IsRemote => false;

        public override SqlDialect Dialect { get; } = new EchoDialect();

        public override DatabasePool CreatePool(string url, DatabaseOptions options) => new EchoPool(this, options, url);

        public override DatabasePool CreateGrantedPool(Guest guest, string function, string url, DatabaseOptions options) => CreatePool(url, options);
    }

    sealed class EchoDialect : SqlDialect
    {
        public override SqlSyntax Syntax => SqlSyntax.Standard;

        public override int MaxPlaceholders => 100;

        public override ReadOnlySpan<byte> ColumnsQuery => "columns"u8;

        public override void WritePlaceholder(ArrayBufferWriter<byte> target, int number, SqlValueKind? kind) => WriteNumbered(target, (byte)'#', number);

        public override SqlValue TableValue(string table) => SqlValue.Of(table);

        public override string TypeName(SqlColumnType type) => type.ToString();
    }

    sealed class EchoPool(DatabaseEngine engine, DatabaseOptions options, string url) : DatabasePool(engine, options, url)
    {
        protected override DatabaseConnection Take(TimeSpan limit) => new EchoConnection(Dialect);

        protected override void Keep(DatabaseConnection connection) => connection.Dispose();

        protected override void Close()
        {
        }
    }

    sealed class EchoConnection(SqlDialect dialect) : DatabaseConnection
    {
        static readonly RowNames Names = new("sql", "values");

        bool _isInTransaction;

        public override bool IsInTransaction => _isInTransaction;

        public override SqlDialect Dialect => dialect;

        public override StatementOutcome Run(ReadOnlySpan<byte> sql, ReadOnlySpan<SqlValue> values, RowWriter? rows, StatementScope scope)
        {
            if (sql.SequenceEqual("fail"u8)) throw new DatabaseException(DatabaseException.Query, "asked to fail");
            rows?.Begin(Names);
            rows?.BeginRow();
            rows?.Text(SqlText.Translate(sql, dialect).Text);
            rows?.Integer(values.Length);
            rows?.EndRow();
            rows?.End();
            return new StatementOutcome(HasColumns: true, AffectedRows: 1, LastInsertId: null);
        }

        public override void RunScript(ReadOnlySpan<byte> script, StatementScope scope)
        {
        }

        public override void Begin(StatementScope scope) => _isInTransaction = true;

        public override void Commit(StatementScope scope) => _isInTransaction = false;

        public override void Rollback() => _isInTransaction = false;

        public override void Dispose()
        {
        }
    }
}
