namespace Cleanroom.Bench.Http;

/// <summary>How the servers that answer a row of the verb <c>http</c> are started.</summary>
enum HttpSide
{
    /// <summary>Without an access log, against Kestrel with constant bytes.</summary>
    Quiet,

    /// <summary>With the default log, to a file, against Kestrel with constant bytes.</summary>
    Logged,

    /// <summary>Over TLS, against Kestrel with constant bytes and the same certificate.</summary>
    Tls,

    /// <summary>With a database, against Kestrel that makes the same query.</summary>
    Database,
}
