using System.Text;

namespace Cleanroom.Bridge.Http;

/// <summary>Reads response bodies: decompressed, with a limit on the decompressed size, and converted to UTF-8 when another charset is declared.</summary>
static class ResponseBody
{
    /// <summary>Maximum size of a body in bytes.</summary>
    public const int MaxBytes = 16 << 20;

    // Maximum number of nested codings. Servers use one, rarely two.
    const int MaxCodings = 4;

    /// <summary>The default User-Agent.</summary>
    public static string DefaultUserAgent { get; } = $"Cleanroom/{typeof(ResponseBody).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Returns the body, or null when it exceeds the limit.</summary>
    /// <param name="response">The response.</param>
    /// <param name="limit">Maximum length in bytes.</param>
    /// <param name="charge">Called with the length of each buffer as it grows; throws to give up.</param>
    /// <param name="cancellation">Ends the wait for the body.</param>
    /// <exception cref="InvalidDataException">Compressed data is damaged or truncated.</exception>
    public static byte[]? Read(HttpResponseMessage response, int limit, Action<long> charge, CancellationToken cancellation)
    {
        using var received = response.Content.ReadAsStream(cancellation);
        var body = ReadAll(received, Math.Min(MaxBytes, limit), charge, cancellation);
        string[] codings = [.. response.Content.Headers.ContentEncoding.Reverse()];
        if (codings.Length > MaxCodings) throw new InvalidDataException($"the body is packed {codings.Length} times, the limit is {MaxCodings}");
        foreach (var coding in codings)
        {
            if (body is null || body.Length == 0) break;
            body = BodyUnpacking.Unpack(body, coding.ToLowerInvariant(), Math.Min(MaxBytes, limit), charge, cancellation);
        }
        if (body is not null) body = ToUtf8(body, response.Content.Headers.ContentType?.CharSet);
        return body?.Length > limit ? null : body;
    }

    /// <summary>Reads a stream to its end; returns null when it exceeds a limit.</summary>
    public static byte[]? ReadAll(Stream stream, int max, Action<long> charge, CancellationToken cancellation)
    {
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (stream.ReadAsync(buffer, cancellation).AsTask().GetAwaiter().GetResult() is var read and > 0)
        {
            if (body.Length + read > max) return null;
            charge(body.Length + read);
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    static byte[] ToUtf8(byte[] body, string? charset)
    {
        var name = charset?.Trim('"', '\'');
        if (string.IsNullOrEmpty(name) || Find(name) is not { } encoding || encoding.CodePage is Utf8 or Ascii) return body;
        // A byte order mark takes precedence over the charset name.
        if (encoding.CodePage == LittleEndian && body.AsSpan().StartsWith(Encoding.BigEndianUnicode.Preamble)) encoding = Encoding.BigEndianUnicode;
        var start = !encoding.Preamble.IsEmpty && body.AsSpan().StartsWith(encoding.Preamble) ? encoding.Preamble.Length : 0;
        return Encoding.Convert(encoding, Encoding.UTF8, body, start, body.Length - start);
    }

    const int Utf8 = 65001, Ascii = 20127, LittleEndian = 1200;

    // Null for an unknown charset, or one that is unsupported because it is unsafe: the bytes stay unchanged.
    static Encoding? Find(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        }
        catch (Exception unknown) when (unknown is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
