using System.Buffers;
using Cleanroom.Bridge.Abi;
using Cleanroom.Server.Responses;
using Cleanroom.Server.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cleanroom.Server.Requests;

/// <summary>One request while its guest runs: what the request functions read and the response functions write. Used again for later requests.</summary>
sealed class RequestContext
{
    const int MostKeptBody = 1 << 20;

    byte[] _body = [];
    int _bodyLength;
    RouteParameters _parameters;

    /// <summary>The application that answers.</summary>
    public CleanApplication Application { get; private set; } = null!;

    /// <summary>The request as ASP.NET Core sees it.</summary>
    public HttpContext Http { get; private set; } = null!;

    /// <summary>The request target as sent, path and query.</summary>
    public string Target { get; private set; } = "";

    /// <summary>Characters of <see cref="Target"/> that are the path.</summary>
    public int PathLength { get; private set; }

    /// <summary>The route that matched.</summary>
    public Route Route { get; private set; } = null!;

    /// <summary>The id of the request in logs and in the answer.</summary>
    public string Id { get; private set; } = "";

    /// <summary>What the guest has set so far.</summary>
    public ResponseState Response { get; } = new();

    /// <summary>The path as sent.</summary>
    public ReadOnlySpan<char> Path => Target.AsSpan(0, PathLength);

    /// <summary>The query as sent, without its question mark.</summary>
    public ReadOnlySpan<char> Query => PathLength < Target.Length ? Target.AsSpan(PathLength + 1) : default;

    /// <summary>The body as sent.</summary>
    public ReadOnlySpan<byte> Body => _body.AsSpan(0, _bodyLength);

    /// <summary>The request of a guest, or null outside of one.</summary>
    public static RequestContext? Of(Guest guest) => guest.Context as RequestContext;

    public void Begin(CleanApplication application, HttpContext http, string target, int pathLength, Route route, in RouteParameters parameters, string id)
    {
        Application = application;
        Http = http;
        Target = target;
        PathLength = pathLength;
        Route = route;
        _parameters = parameters;
        Id = id;
        _bodyLength = 0;
        Response.Clear();
    }

    /// <summary>Forgets the request.</summary>
    public void End()
    {
        Http = null!;
        Application = null!;
        Target = "";
        if (_body.Length > MostKeptBody)
        {
            ArrayPool<byte>.Shared.Return(_body, clearArray: true);
            _body = [];
        }
        else _body.AsSpan(0, _bodyLength).Clear();
        _bodyLength = 0;
        Response.Clear();
    }

    /// <summary>Reads the body. False when it is larger than the limit.</summary>
    public async ValueTask<bool> ReadBodyAsync(long limit)
    {
        var request = Http.Request;
        if (request.ContentLength > limit) return false;
        if (request.ContentLength is null or 0 && Http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == false) return true;
        var reader = request.BodyReader;
        while (true)
        {
            var result = await reader.ReadAsync(Http.RequestAborted);
            var buffer = result.Buffer;
            if (_bodyLength + buffer.Length > limit)
            {
                reader.AdvanceTo(buffer.Start, buffer.End);
                return false;
            }
            Reserve((int)buffer.Length, request.ContentLength);
            buffer.CopyTo(_body.AsSpan(_bodyLength));
            _bodyLength += (int)buffer.Length;
            reader.AdvanceTo(buffer.End);
            if (result.IsCompleted) return true;
        }
    }

    /// <summary>The raw text of a parameter by its name, or null.</summary>
    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<char> raw)
    {
        var names = Route.ParameterNames;
        for (var i = 0; i < names.Length && i < _parameters.Count; i++)
        {
            var isRest = i == names.Length - 1 && name is [(byte)'*'];
            if (!isRest && !name.SequenceEqual(names[i])) continue;
            var (start, length) = _parameters[i];
            raw = length == 0 ? default : Path.Slice(start, Math.Min(length, PathLength - start));
            return true;
        }
        raw = default;
        return false;
    }

    void Reserve(int more, long? expected)
    {
        var needed = _bodyLength + more;
        if (needed <= _body.Length) return;
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Max(needed, Math.Min(expected ?? 0, 1 << 24)));
        Body.CopyTo(larger);
        if (_body.Length > 0) ArrayPool<byte>.Shared.Return(_body, clearArray: true);
        _body = larger;
    }
}
