using System.Collections.Concurrent;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>A column type, as far as it determines the conversion of its values. A domain is represented by its base type.</summary>
/// <param name="Oid">The server's id of the type.</param>
/// <param name="Element">The type of the elements of an array, or null.</param>
/// <param name="Delimiter">The separator between array elements.</param>
sealed record PostgresType(uint Oid, PostgresType? Element = null, byte Delimiter = (byte)',');

/// <summary>
/// The types of a database by id. The driver knows the types that existed when it first connected; for newer ones the server is asked once.
/// </summary>
sealed class PostgresTypes
{
    /// <summary>Queries the base type of a domain, the element type of an array, and the separator between elements of the type itself.</summary>
    public const string Query = "SELECT typbasetype::int8, CASE WHEN typinput = 'array_in'::regproc THEN typelem::int8 ELSE 0 END, typdelim::text FROM pg_type WHERE oid = $1";

    // Maximum nesting of types; the server allows more than occurs in practice.
    const int MaxDepth = 32;

    readonly ConcurrentDictionary<uint, PostgresType> _types = new();

    /// <summary>Returns a type by id if it is known.</summary>
    public PostgresType? Find(uint oid) => _types.GetValueOrDefault(oid);

    /// <summary>Adds a type known to the driver; returns null for an unknown type.</summary>
    public PostgresType? Add(uint oid, Npgsql.PostgresTypes.PostgresType known) => known.OID == 0 ? null : _types[oid] = Of(known);

    /// <summary>Returns a type by id.</summary>
    /// <param name="oid">The type's id.</param>
    /// <param name="ask">Runs <see cref="Query"/> for an id; returns null when the type no longer exists.</param>
    public PostgresType Get(uint oid, Func<uint, (uint Base, uint Element, byte Delimiter)?> ask) => Resolve(oid, ask, MaxDepth).Type;

    (PostgresType Type, byte Delimiter) Resolve(uint oid, Func<uint, (uint Base, uint Element, byte Delimiter)?> ask, int depth)
    {
        const byte comma = (byte)',';
        if (depth == 0 || ask(oid) is not { } row) return (new PostgresType(oid), comma);
        if (row.Base != 0) return (_types[oid] = Resolve(row.Base, ask, depth - 1).Type, row.Delimiter);
        if (row.Element == 0) return (_types[oid] = new PostgresType(oid), row.Delimiter);
        var element = Resolve(row.Element, ask, depth - 1);
        return (_types[oid] = new PostgresType(oid, element.Type, element.Delimiter), row.Delimiter);
    }

    static PostgresType Of(Npgsql.PostgresTypes.PostgresType type) => type switch
    {
        Npgsql.PostgresTypes.PostgresDomainType domain => Of(domain.BaseType),
        Npgsql.PostgresTypes.PostgresArrayType array => new PostgresType(array.OID, Of(array.Element), array.Element.Name == "box" ? (byte)';' : (byte)','),
        _ => new PostgresType(type.OID),
    };
}
