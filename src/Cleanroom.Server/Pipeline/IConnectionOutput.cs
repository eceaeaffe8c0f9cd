namespace Cleanroom.Server.Pipeline;

/// <summary>The output of a connection as seen by its requests.</summary>
interface IConnectionOutput
{
    /// <summary>Number of bytes written. Kestrel writes nothing once the client is gone.</summary>
    long Written { get; }

    /// <summary>Abandons the current request and the connection. Further input is not parsed as a request.</summary>
    void Abandon();
}
