using System.Buffers;
using System.Collections;
using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Cleanroom.Server.Pipeline;

/// <summary>
/// The log record of a request (contract, server 14). Loggers of an embedding application read it as a list of named values; the log of the standalone server
/// writes it without allocating.
/// </summary>
readonly struct RequestRecord : IReadOnlyList<KeyValuePair<string, object?>>
{
    /// <summary>What stands for a method or path that is not known.</summary>
    public const string Unknown = "-";

    // Longer values of clients are cut.
    const int MaxHost = 256, MaxUserAgent = 512;

    // The rest of a line: names, numbers, an address.
    const int MaxOther = 512;

    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    static readonly EventId Event = new(4009, "RequestDone");

    static readonly Func<RequestRecord, Exception?, string> Format = static (record, _) => record.ToString();

    RequestRecord(IFeatureCollection features, StringSegment path, string id)
    {
        var request = features.Get<IHttpRequestFeature>()!;
        Method = string.IsNullOrEmpty(request.Method) ? Unknown : request.Method;
        Path = path.Length == 0 ? Unknown : path;
        Host = Cut(request.Headers.Host.ToString(), MaxHost);
        Protocol = request.Protocol;
        UserAgent = Cut(request.Headers.UserAgent.ToString(), MaxUserAgent);
        Peer = features.Get<IHttpConnectionFeature>()?.RemoteIpAddress;
        RequestId = id;
        TraceId = TraceIdOf(request.Headers);
    }

    /// <summary>The method, or <see cref="Unknown"/>.</summary>
    public string Method { get; }

    /// <summary>The path as sent, without the query, or <see cref="Unknown"/>.</summary>
    public StringSegment Path { get; }

    /// <summary>The host that the client named, or "".</summary>
    public StringSegment Host { get; }

    /// <summary>The protocol and its version.</summary>
    public string Protocol { get; }

    /// <summary>What the client calls itself, or "".</summary>
    public StringSegment UserAgent { get; }

    /// <summary>The address of the client, or null.</summary>
    public IPAddress? Peer { get; }

    /// <summary>The request id.</summary>
    public string RequestId { get; }

    /// <summary>The id of the trace that the request belongs to, or "".</summary>
    public StringSegment TraceId { get; }

    /// <summary>The pattern of the matched route, or null.</summary>
    public string? Route { get; private init; }

    /// <summary>The status of the response.</summary>
    public int Status { get; private init; }

    /// <summary>How long the answer took.</summary>
    public double Milliseconds { get; private init; }

    /// <summary>Bytes of the response's body.</summary>
    public long Bytes { get; private init; }

    /// <summary>Most bytes of the record in any format.</summary>
    public int MaxLength =>
        MaxOther + LogText.MaxCharacter * (Method.Length + Path.Length + Host.Length + Protocol.Length + UserAgent.Length + RequestId.Length + TraceId.Length + (Route?.Length ?? 0));

    /// <inheritdoc/>
    public int Count => 13;

    /// <inheritdoc/>
    public KeyValuePair<string, object?> this[int index] => index switch
    {
        0 => new(nameof(Method), Method),
        1 => new(nameof(Host), Host.Value),
        2 => new(nameof(Path), Path.Value),
        3 => new(nameof(Route), Route),
        4 => new(nameof(Status), Status),
        5 => new(nameof(Milliseconds), Milliseconds),
        6 => new(nameof(Bytes), Bytes),
        7 => new(nameof(Peer), Peer?.ToString()),
        8 => new(nameof(Protocol), Protocol),
        9 => new(nameof(UserAgent), UserAgent.Value),
        10 => new(nameof(RequestId), RequestId),
        11 => new(nameof(TraceId), TraceId.Value),
        12 => new("{OriginalFormat}", "{Method} {Path} {Status}"),
        _ => throw new ArgumentOutOfRangeException(nameof(index)),
    };

    /// <summary>The record of an answered request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The status that the client got.</param>
    /// <param name="ticks">How long the answer took, in ticks of <see cref="Stopwatch"/>.</param>
    public static RequestRecord Of(RequestContext context, int status, long ticks)
    {
        var response = context.Http.Response;
        var hasBody = status != StatusCodes.Status499ClientClosedRequest && context.Http.Request.Method != "HEAD";
        return new RequestRecord(context.Http.Features, new StringSegment(context.Target.Text, 0, context.Target.PathEnd), context.Id)
        {
            Route = context.MatchedRoute?.Pattern,
            Status = status,
            Milliseconds = ticks * 1000.0 / Stopwatch.Frequency,
            Bytes = hasBody ? response.ContentLength ?? 0 : 0,
        };
    }

    /// <summary>The record of a request that the server rejected before the application saw it.</summary>
    /// <param name="features">The features of the request.</param>
    /// <param name="id">Its id.</param>
    public static RequestRecord OfRejected(IFeatureCollection features, string id)
    {
        var target = features.Get<IHttpRequestFeature>()!.RawTarget ?? "";
        var question = target.IndexOf('?', StringComparison.Ordinal);
        return new RequestRecord(features, new StringSegment(target, 0, question < 0 ? target.Length : question), id) { Status = features.Get<IHttpResponseFeature>()!.StatusCode };
    }

    /// <summary>The record with another status.</summary>
    public RequestRecord With(int status) => this with { Status = status };

    /// <summary>Writes the record to a log.</summary>
    public void WriteTo(ILogger logger) => logger.Log(LogLevel.Information, Event, this, null, Format);

    /// <summary>Appends the record as text.</summary>
    public void AppendTo(ref LogText line)
    {
        line.AppendWord(Method);
        line.Append(" "u8);
        line.AppendWord(Path);
        line.Append(" "u8);
        line.Append(Status);
        line.Append(" "u8);
        line.AppendThousandths(Milliseconds);
        line.Append(" ms "u8);
        line.Append(Bytes);
        line.Append(" B"u8);
        AppendWord(ref line, " host="u8, Host);
        AppendWord(ref line, " route="u8, Route);
        if (Peer is not null)
        {
            line.Append(" peer="u8);
            line.Append(Peer);
        }
        AppendWord(ref line, " protocol="u8, Protocol);
        AppendWord(ref line, " id="u8, RequestId);
        AppendWord(ref line, " trace="u8, TraceId);
        if (UserAgent.Length == 0) return;
        line.Append(" agent="u8);
        line.AppendQuoted(UserAgent);
    }

    /// <summary>The record as text.</summary>
    public override string ToString()
    {
        var buffer = ArrayPool<byte>.Shared.Rent(MaxLength);
        var line = new LogText(buffer);
        AppendTo(ref line);
        var text = Encoding.ASCII.GetString(line.Written);
        ArrayPool<byte>.Shared.Return(buffer);
        return text;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    static void AppendWord(ref LogText line, ReadOnlySpan<byte> name, StringSegment value)
    {
        if (value.Length == 0) return;
        line.Append(name);
        line.AppendWord(value);
    }

    static StringSegment Cut(string text, int max) => new(text, 0, Math.Min(text.Length, max));

    // The trace of this process, else that of the client (W3C Trace Context): version-trace-parent-flags.
    static StringSegment TraceIdOf(IHeaderDictionary headers)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity) return activity.TraceId.ToHexString();
        const int start = 3, length = 32, min = 55;
        var parent = headers.TraceParent.ToString();
        return parent.Length >= min && parent[start - 1] == '-' && parent[start + length] == '-' && !parent.AsSpan(start, length).ContainsAnyExcept(HexDigits)
            ? new StringSegment(parent, start, length)
            : "";
    }
}
