using System.Text.Json;
using Cleanroom.Bridge.Database.Sql;

namespace Cleanroom.Bridge.Database.Migrations;

/// <summary>
/// Compares declared fields with a table. Both are accepted in the forms that programs use: an object <c>{"table":…,"fields"|"columns":…}</c> or only the
/// fields; fields are an array of names or of <c>{"name","type","nullable"|"required","default"}</c>, or an object that maps names to types.
/// </summary>
static class SchemaDiff
{
    sealed record Field(string Name, string? Type, bool IsRequired, JsonElement? Default);

    sealed record Schema(string? Table, List<Field> Fields);

    /// <summary>Returns the statements that add missing columns, one per line.</summary>
    /// <exception cref="DatabaseException">An argument cannot be parsed, or the table is not named.</exception>
    public static string Statements(DatabaseSession session, string declared, string live)
    {
        var expected = Parse(declared) ?? throw DatabaseException.Invalid("the declared fields are not JSON");
        var existing = Parse(live);
        var dialect = (session.Source.Pool?.Engine ?? DatabaseEngines.All[0]).Dialect;
        string? table;
        HashSet<string> names;
        if (existing is null)
        {
            table = live.Trim();
            if (!DatabaseCatalogue.IsIdentifier(table)) throw DatabaseException.Invalid("the live schema is neither JSON nor the name of a table");
            var found = session.FindTable(table, "")
                ?? throw new DatabaseException(DatabaseException.NotFound, $"there is no table {table}");
            names = new HashSet<string>(found.Columns, StringComparer.OrdinalIgnoreCase);
        }
        else
        {
            table = expected.Table ?? existing.Table ?? throw DatabaseException.Invalid("neither the declared fields nor the live schema name the table");
            names = new HashSet<string>(existing.Fields.Select(static field => field.Name), StringComparer.OrdinalIgnoreCase);
        }
        foreach (var name in expected.Fields.Select(static field => field.Name).Prepend(table))
            if (!DatabaseCatalogue.IsIdentifier(name)) throw DatabaseException.Invalid($"\"{LoggedText.Of(name)}\" is not a name");
        return string.Join('\n', expected.Fields.Where(field => names.Add(field.Name)).Select(field => $"ALTER TABLE {dialect.QuoteKeyword(table)} ADD COLUMN {dialect.QuoteKeyword(field.Name)} {TypeOf(field.Type, dialect)}{Constraint(field, dialect)};"));
    }

    static Schema? Parse(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array) return new Schema(null, Fields(root));
            if (root.ValueKind != JsonValueKind.Object) return null;
            var table = root.TryGetProperty("table", out var named) && named.ValueKind == JsonValueKind.String ? named.GetString() : null;
            foreach (var name in (ReadOnlySpan<string>)["fields", "columns"])
                if (root.TryGetProperty(name, out var fields) && fields.ValueKind is JsonValueKind.Array or JsonValueKind.Object) return new Schema(table, Fields(fields));
            return new Schema(null, Fields(root));
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    static List<Field> Fields(JsonElement fields) => fields.ValueKind == JsonValueKind.Object
        ? [.. fields.EnumerateObject().Select(static member => FieldOf(member.Value, member.Name))]
        : [.. fields.EnumerateArray().Select(static item => FieldOf(item, null))];

    static Field FieldOf(JsonElement item, string? name)
    {
        if (item.ValueKind == JsonValueKind.String) return name is null ? new Field(item.GetString()!, null, false, null) : new Field(name, item.GetString(), false, null);
        if (item.ValueKind != JsonValueKind.Object) throw DatabaseException.Invalid("a field is neither a name nor an object");
        var isRequired = item.TryGetProperty("nullable", out var nullable) && nullable.ValueKind == JsonValueKind.False
            || item.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.True;
        return new Field(
            name ?? Text(item, "name") ?? throw DatabaseException.Invalid("a field has no name"), Text(item, "type"), isRequired,
            item.TryGetProperty("default", out var value) ? value.Clone() : null);
    }

    static string? Text(JsonElement item, string name) => item.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    static string? Literal(JsonElement value, SqlDialect dialect) => value.ValueKind switch
    {
        JsonValueKind.String => dialect.QuoteText(value.GetString()!),
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.True => "TRUE",
        JsonValueKind.False => "FALSE",
        _ => null,
    };

    // Existing rows have no value for a new column: without a default it cannot be NOT NULL.
    static string Constraint(Field field, SqlDialect dialect) =>
        field.Default is { } value && Literal(value, dialect) is { } literal ? $"{(field.IsRequired ? " NOT NULL" : "")} {dialect.Default(literal)}" : "";

    static string TypeOf(string? type, SqlDialect dialect) => (type ?? "string").Trim().ToLowerInvariant() switch
    {
        "string" or "text" or "any" or "email" or "url" => dialect.TypeName(SqlColumnType.Text),
        "integer" or "int" => dialect.TypeName(SqlColumnType.Integer),
        "long" or "bigint" => dialect.TypeName(SqlColumnType.LargeInteger),
        "number" or "float" or "double" or "real" => dialect.TypeName(SqlColumnType.Number),
        "decimal" or "numeric" => dialect.TypeName(SqlColumnType.Decimal),
        "boolean" or "bool" => dialect.TypeName(SqlColumnType.Boolean),
        "datetime" or "timestamp" => dialect.TypeName(SqlColumnType.Timestamp),
        "date" => dialect.TypeName(SqlColumnType.Date),
        "json" or "object" or "list" or "array" => dialect.TypeName(SqlColumnType.Json),
        var other when other.Length > 0 && other.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or ' ' or '(' or ')' or ',') => other.ToUpperInvariant(),
        var other => throw DatabaseException.Invalid($"\"{LoggedText.Of(other)}\" is not a type"),
    };
}
