using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cleanroom.Server.Pipeline;

/// <summary>What the host needs to know of the header fields of every request, found in one pass over them.</summary>
sealed class RequestFields
{
    /// <summary>The field that only the host sets: the summary of a failure, for the program's error handler.</summary>
    public const string Error = "X-Clean-Error";

    const int MaxKept = 128;

    // Used within one call only: requests that last long, as those of WebSocket clients, keep nothing of it.
    [ThreadStatic]
    static KeyValuePair<string, StringValues>[]? _fields;

    /// <summary>True when all names are HTTP tokens.</summary>
    public bool AreTokens { get; private set; }

    /// <summary>The client's request id, as sent.</summary>
    public StringValues SentId { get; private set; }

    /// <summary>True when the client sent the field that only the host sets.</summary>
    public bool HaveError { get; private set; }

    /// <summary>Reads the fields of a request. Copies them first: enumerating through the interface would allocate for each request.</summary>
    public void Read(IHeaderDictionary headers)
    {
        var count = headers.Count;
        var fields = _fields ??= new KeyValuePair<string, StringValues>[MaxKept];
        if (count > fields.Length) fields = new KeyValuePair<string, StringValues>[count];
        headers.CopyTo(fields, 0);
        (AreTokens, SentId, HaveError) = (true, default, false);
        foreach (var (name, value) in fields.AsSpan(0, count))
        {
            AreTokens &= HeaderRules.IsToken(name);
            if (name.Equals(RequestId.Header, StringComparison.OrdinalIgnoreCase)) SentId = value;
            else if (name.Equals(Error, StringComparison.OrdinalIgnoreCase)) HaveError = true;
        }
        fields.AsSpan(0, count).Clear();
    }
}
