using System.Text;
using System.Text.Json;
using Cleanroom.Bridge.Database.Sql;
using Cleanroom.Bridge.Json;
using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge.Database.Paging;

/// <summary>
/// The where argument of the page functions: <c>{column: value}</c> joined by AND, <c>__order</c>, and <c>__where</c> if the user allows raw SQL (setting
/// <c>db-raw-where</c>). Columns are looked up in the table; no other text from the program becomes part of the SQL.
/// </summary>
sealed class PageFilter
{
    readonly StringBuilder _where = new();
    readonly List<SqlValue> _values = [];

    /// <summary>The conditions with the keyword WHERE, or "".</summary>
    public string Where => _where.ToString();

    /// <summary>The order with the keywords ORDER BY, or "".</summary>
    public string Order { get; private set; } = "";

    /// <summary>The values of the conditions.</summary>
    public IReadOnlyList<SqlValue> Values => _values;

    /// <summary>Parses the argument; an empty text has no conditions.</summary>
    /// <exception cref="DatabaseException">The text is not a JSON object, a column is unknown, or raw SQL is not allowed.</exception>
    public static PageFilter Parse(ReadOnlySpan<byte> json, PageTable table, bool allowsRaw)
    {
        var filter = new PageFilter();
        if (json.IsEmpty) return filter;
        json = SqlValues.Valid(json);
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Json.JsonLimits.Depth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw NoObject();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                reader.Read();
                filter.Add(name, SqlValues.Read(ref reader, json, filter._values.Count + 1), table, allowsRaw);
            }
            if (reader.Read()) throw NoObject();
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw NoObject();
        }
        return filter;
    }

    /// <summary>Adds the condition of a cursor: greater than the value, or not null for the first page.</summary>
    public void StartAfter(string expression, SqlValue? value)
    {
        if (value is { } after) Compare(expression, ">", after);
        else And($"{expression} IS NOT NULL");
    }

    void Compare(string expression, string comparison, SqlValue value)
    {
        _values.Add(value);
        And($"{expression} {comparison} ${_values.Count}");
    }

    void Add(string name, SqlValue value, PageTable table, bool allowsRaw)
    {
        if (name == "__order") SetOrder(value, table);
        else if (name == "__where") AddRaw(value, allowsRaw);
        else if (name.StartsWith("__", StringComparison.Ordinal) && !table.Has(name)) throw DatabaseException.Invalid($"{LoggedText.Of(name)} is not known here: __order and __where are");
        else if (value.Kind == SqlValueKind.Null) And($"{table.SqlOf(name)} IS NULL");
        else Compare(table.SqlOf(name), "=", value);
    }

    void AddRaw(SqlValue value, bool allowsRaw)
    {
        if (!allowsRaw) throw new DatabaseException(DatabaseException.PermissionDenied, "__where is refused: it is raw SQL") { Setting = "db-raw-where" };
        if (value is not { Kind: SqlValueKind.Text, Text: { Length: > 0 } text }) throw DatabaseException.Invalid("__where is not a text");
        And($"({Encoding.UTF8.GetString(text)}\n)");
    }

    void SetOrder(SqlValue value, PageTable table)
    {
        if (value is not { Kind: SqlValueKind.Text, Text: { } text }) throw DatabaseException.Invalid("__order is not a text");
        var parts = new List<string>();
        foreach (var part in Encoding.UTF8.GetString(text).Split(',', StringSplitOptions.TrimEntries))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var direction = words.Length == 2 ? words[1].ToUpperInvariant() : "ASC";
            if (words.Length is < 1 or > 2 || direction is not ("ASC" or "DESC")) throw DatabaseException.Invalid("__order is not of the form: column [asc|desc], …");
            parts.Add($"{table.SqlOf(words[0])} {direction}");
        }
        Order = $" ORDER BY {string.Join(", ", parts)}";
    }

    void And(string condition) => _where.Append(_where.Length == 0 ? " WHERE " : " AND ").Append(condition);

    static DatabaseException NoObject() => DatabaseException.Invalid("the where argument is not a JSON object");
}
