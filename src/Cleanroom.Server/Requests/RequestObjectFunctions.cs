using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;
using Cleanroom.Bridge.Text;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Requests;

/// <summary>Parts of a request as JSON objects, and fields of its body. For repeated names, the last value counts (contract, functions 13).</summary>
static class RequestObjectFunctions
{
    /// <summary>The path parameters, decoded.</summary>
    [HostFunction("_req_params")]
    internal static GuestString Parameters(Guest guest) =>
        NewObject(guest, RequestContext.Of(guest)?.Parameters().Select(parameter => (parameter.Name, Decode(parameter.Raw, plusIsSpace: false))));

    /// <summary>The query, decoded.</summary>
    [HostFunction("_req_queries")]
    internal static GuestString Queries(Guest guest) => NewObject(guest, RequestContext.Of(guest) is { } request ? QueryPairs(request.Query.ToString()) : null);

    /// <summary>The cookies, without surrounding quotes.</summary>
    [HostFunction("_req_cookies")]
    internal static GuestString Cookies(Guest guest) =>
        NewObject(guest, RequestContext.Of(guest) is { } request ? CookieHeader.All(request.Http.Request.Headers.Cookie).Select(cookie => (request.HeaderEncoding.GetBytes(cookie.Name), request.HeaderEncoding.GetBytes(cookie.Value))) : null);

    /// <summary>The headers: names in lower case, repeated ones joined by <c>, </c>.</summary>
    [HostFunction("_req_headers")]
    internal static GuestString Headers(Guest guest) =>
        NewObject(guest, RequestContext.Of(guest) is { } request ? request.Http.Request.Headers.Select(header => (Encoding.ASCII.GetBytes(header.Key.ToLowerInvariant()), request.HeaderEncoding.GetBytes(string.Join(", ", header.Value.AsEnumerable())))) : null);

    /// <summary>The text fields of a form, urlencoded or multipart; <c>{}</c> when the body is not a form.</summary>
    [HostFunction("_req_form")]
    internal static GuestString Form(Guest guest) => NewObject(guest, RequestContext.Of(guest) is { } request ? FormFields.Of(request).All : null);

    /// <summary>A field of a form or of a JSON object in the body (a string as is, "" for null, other values as JSON); "" when it does not exist.</summary>
    [HostFunction("_req_body_field")]
    internal static GuestString BodyField(Guest guest, ReadOnlySpan<byte> name)
    {
        if (RequestContext.Of(guest) is not { } request) return guest.NewString(default);
        if (FormFields.Of(request) is { IsForm: true } form) return form.TryFind(name, out var field) ? guest.NewResult(field) : guest.NewString(default);
        return JsonMember.TryGet(guest, request.Body.Bytes, name, out var value) ? value : guest.NewString(default);
    }

    static IEnumerable<(byte[] Name, byte[] Value)> QueryPairs(string query)
    {
        foreach (var pair in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            yield return equals < 0 ? (Decode(pair, plusIsSpace: true), []) : (Decode(pair.AsSpan(0, equals), plusIsSpace: true), Decode(pair.AsSpan(equals + 1), plusIsSpace: true));
        }
    }

    static byte[] Decode(ReadOnlySpan<char> raw, bool plusIsSpace)
    {
        var bytes = new byte[raw.Length];
        return bytes[..PercentEncoding.Decode(raw, bytes, plusIsSpace)];
    }

    static GuestString NewObject(Guest guest, IEnumerable<(byte[] Name, byte[] Value)>? members)
    {
        // The first position and the last value, as for all JSON here.
        var values = new OrderedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var (name, value) in members ?? []) values[Encoding.UTF8.GetString(name)] = value;
        guest.Scratch.ResetWrittenCount();
        new JsonOutput(guest.Scratch).Object(values.Select(static member => (member.Key, member.Value)));
        return guest.NewResult(guest.Scratch.WrittenSpan);
    }
}
