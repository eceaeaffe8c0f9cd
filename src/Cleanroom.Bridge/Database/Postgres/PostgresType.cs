using System.Collections.Concurrent;

namespace Cleanroom.Bridge.Database.Postgres;

/// <summary>A type of a column as far as it decides what its texts become. A domain is the type that it is made of.</summary>
/// <param name="Oid">The server's number of it.</param>
/// <param name="Element">The type of the elements of an array, or null.</param>
/// <param name="Delimiter">What stands between elements.</param>
sealed record PostgresType(uint Oid, PostgresType? Element = null, byte Delimiter = (byte)',');

/// <summary>
/// The types of one database by their numbers. The driver knows those that were there when it first connected; of younger ones the server is asked once.
/// </summary>
sealed class PostgresTypes
{
    /// <summary>Asks for the type behind a domain, the type of an array's elements, and what stands between elements of the type itself.</summary>
    public const string Query = "SELECT typbasetype::int8, CASE WHEN typinput = 'array_in'::regproc THEN typelem::int8 ELSE 0 END, typdelim::text FROM pg_type WHERE oid = $1";

    // A type in a type in a type: the server allows more than anybody makes.
    const int Deepest = 32;

    readonly ConcurrentDictionary<uint, PostgresType> _types = new();

    /// <summary>The type of a number when it is known.</summary>
    public PostgresType? Find(uint oid) => _types.GetValueOrDefault(oid);

    /// <summary>Takes over a type that the driver knows; null when it does not.</summary>
    public PostgresType? Add(uint oid, Npgsql.PostgresTypes.PostgresType known) => known.OID == 0 ? null : _types[oid] = Of(known);

    /// <summary>The type of a number.</summary>
    /// <param name="oid">The number.</param>
    /// <param name="ask">Runs <see cref="Query"/> with a number; null when there is no such type any more.</param>
    public PostgresType Get(uint oid, Func<uint, (uint Base, uint Element, byte Delimiter)?> ask) => Resolve(oid, ask, Deepest).Type;

    (PostgresType Type, byte Delimiter) Resolve(uint oid, Func<uint, (uint Base, uint Element, byte Delimiter)?> ask, int depth)
    {
        const byte comma = (byte)',';
        if (depth == 0 || ask(oid) is not { } row) return (new PostgresType(oid), comma);
        if (row.Base != 0) return (_types[oid] = Resolve(row.Base, ask, depth - 1).Type, row.Delimiter);
        if (row.Element == 0) return (_types[oid] = new PostgresType(oid), row.Delimiter);
        var element = Resolve(row.Element, ask, depth - 1);
        return (_types[oid] = new PostgresType(oid, element.Type, element.Delimiter), row.Delimiter);
    }

    static PostgresType Of(Npgsql.PostgresTypes.PostgresType known) => known switch
    {
        Npgsql.PostgresTypes.PostgresDomainType domain => Of(domain.BaseType),
        Npgsql.PostgresTypes.PostgresArrayType array => new PostgresType(array.OID, Of(array.Element), array.Element.Name == "box" ? (byte)';' : (byte)','),
        _ => new PostgresType(known.OID),
    };
}
