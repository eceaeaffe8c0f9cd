namespace Cleanroom.Server.Pipeline;

/// <summary>The output of a connection, as requests on it see it.</summary>
interface IConnectionOutput
{
    /// <summary>Bytes that went out. Kestrel writes nothing for a client that is gone.</summary>
    long Written { get; }

    /// <summary>The application gives up its request and the connection: what still comes is no further request.</summary>
    void Abandon();
}
