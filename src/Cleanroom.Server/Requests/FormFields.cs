using System.Text;
using Cleanroom.Bridge.Text;
using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Cleanroom.Server.Requests;

/// <summary>
/// The text fields of a form, urlencoded or multipart. Files are not fields: programs read them from the body (contract, server 3). Parsed on first use.
/// </summary>
sealed class FormFields
{
    const int MaxFields = 1000;
    const int MaxBoundary = 256;

    readonly List<(byte[] Name, byte[] Value)> _fields = [];

    /// <summary>True when the body is a form.</summary>
    public bool IsForm { get; private set; }

    /// <summary>All fields in the order sent.</summary>
    public IReadOnlyList<(byte[] Name, byte[] Value)> All => _fields;

    /// <summary>The last field with this name.</summary>
    public bool TryFind(ReadOnlySpan<byte> name, out byte[] value)
    {
        for (var i = _fields.Count - 1; i >= 0; i--)
            if (name.SequenceEqual(_fields[i].Name))
            {
                value = _fields[i].Value;
                return true;
            }
        value = [];
        return false;
    }

    /// <summary>Returns the fields of a request, parsing them on first use.</summary>
    public static FormFields Of(RequestContext request) => request.FindState<FormFields>() ?? request.SetState(Read(request.Http.Request.ContentType, request.Body.Segment));

    /// <summary>Parses the fields of a body; none when the content type is not a form or the body is malformed from the start.</summary>
    public static FormFields Read(string? contentType, ArraySegment<byte> body)
    {
        var fields = new FormFields();
        if (!MediaTypeHeaderValue.TryParse(contentType, out var type)) return fields;
        if (type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
        {
            fields.IsForm = true;
            fields.ReadUrlEncoded(body);
        }
        else if (type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase) && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= MaxBoundary } boundary)
        {
            fields.IsForm = true;
            fields.ReadMultipart(boundary, body);
        }
        return fields;
    }

    void ReadUrlEncoded(ReadOnlySpan<byte> body)
    {
        foreach (var range in body.Split((byte)'&'))
        {
            var pair = body[range];
            if (pair.IsEmpty) continue;
            if (_fields.Count == MaxFields) return;
            var equals = pair.IndexOf((byte)'=');
            _fields.Add(equals < 0 ? (Decode(pair), []) : (Decode(pair[..equals]), Decode(pair[(equals + 1)..])));
        }
    }

    static byte[] Decode(ReadOnlySpan<byte> raw)
    {
        var bytes = raw.ToArray();
        return bytes[..PercentEncoding.Decode(bytes, plusIsSpace: true)];
    }

    // The body is in memory: nothing here blocks.
    void ReadMultipart(string boundary, ArraySegment<byte> body)
    {
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body.Array!, body.Offset, body.Count, writable: false));
            while (_fields.Count < MaxFields && reader.ReadNextSectionAsync().GetAwaiter().GetResult() is { } section)
            {
                if (!ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out var disposition) || !disposition.IsFormDisposition()) continue;
                using var value = new MemoryStream();
                section.Body.CopyTo(value);
                _fields.Add((Encoding.UTF8.GetBytes(HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? ""), value.ToArray()));
            }
        }
        catch (Exception malformed) when (malformed is IOException or InvalidDataException)
        {
            // Fields before the malformed part are kept.
        }
    }
}
