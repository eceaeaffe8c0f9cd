using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Requests;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// The session of one request: the one of its cookie, or the one created while the request runs. Changes by other requests are visible at once, because every
/// access goes to the store. If the store fails, there is no session and a log line says why (contract, server 5).
/// </summary>
sealed class RequestSession : IReusableState
{
    RequestContext? _request;

    /// <summary>The id, or null without a session.</summary>
    public string? Id { get; private set; }

    /// <summary>The session as <see cref="Open"/> found it, or null.</summary>
    public SessionState? Opened { get; private set; }

    /// <summary>True while the cookie's session has not been looked up yet.</summary>
    public bool NeedsLookup { get; private set; }

    /// <summary>The value of the session cookie as sent, or null.</summary>
    public string? CookieValue { get; private set; }

    /// <summary>True once the request's cookie has been read.</summary>
    public bool HasBegun => _request is not null;

    /// <summary>The session store.</summary>
    public SessionStore Store => SessionStore.Of(Request.Application);

    RequestContext Request => _request!;

    CleanServerOptions Options => Request.Application.Options;

    DateTimeOffset Now => Options.Guest.Clock.GetUtcNow();

    /// <summary>The session of a guest's request, or null outside of a request.</summary>
    public static RequestSession? Of(Guest guest) => RequestContext.Of(guest)?.State<RequestSession>();

    /// <summary>Reads the cookie of a request.</summary>
    public void Begin(RequestContext request)
    {
        _request = request;
        var headers = request.Http.Request.Headers.Cookie;
        if (headers.Count > 0 && CookieHeader.TryFind(headers, Encoding.Latin1, Options.SessionCookieBytes, out var value) && value.Length > 0) CookieValue = value.ToString();
        NeedsLookup = CookieValue is not null;
    }

    public void Reset()
    {
        (_request, Id, CookieValue, Opened) = (null, null, null, null);
        NeedsLookup = false;
    }

    /// <summary>Looks up the cookie's session and renews it.</summary>
    public void Open()
    {
        NeedsLookup = false;
        Opened = TryFind(CookieValue!);
        if (Opened is null) return;
        Id = CookieValue;
        var now = Now;
        if (!Opened.ShouldRenew(now) || Try(() => Store.Change(SessionKey.Of(Id!), current => current with { Touched = now }), null) is not { } touched) return;
        Opened = touched;
        SendCookie(touched.TimeToLive);
    }

    /// <summary>The current state of the session, or null.</summary>
    public SessionState? Find() => Id is { } id ? TryFind(id) : null;

    /// <summary>The current state of the session with this id ("" for the current session).</summary>
    public SessionState? Find(string id) => id.Length == 0 ? Find() : TryFind(id);

    /// <summary>Creates a session with a new id. It replaces the current session and takes over the data stored in it. Returns the id, or null.</summary>
    public string? Create(Func<SessionState, SessionState> fill)
    {
        var (old, now) = (Id, Now);
        var previous = Find() ?? new SessionState { TimeToLive = Options.SessionTimeToLive, Touched = now };
        var state = fill(previous with { Touched = now });
        var id = SessionKey.NewId();
        if (!Try(() => Set(id, state), false)) return null;
        if (old is not null) Try(() => Store.Remove(SessionKey.Of(old)), false);
        Id = id;
        SendCookie(state.TimeToLive);
        return id;
    }

    /// <summary>Creates a session with an id chosen by the program, which also handles its cookie.</summary>
    public bool CreateWithId(string id, SessionState state) => Try(() => Set(id, state), false);

    /// <summary>Changes a session ("" for the current one). Returns false when it does not exist.</summary>
    public bool Change(string id, Func<SessionState, SessionState> change)
    {
        var target = id.Length == 0 ? Id : id;
        if (target is null) return false;
        var now = Now;
        var changed = Try(() => Store.Change(SessionKey.Of(target), state => change(state) with { Touched = now }), null);
        if (changed is not null && target == Id) SendCookie(changed.TimeToLive);
        return changed is not null;
    }

    /// <summary>Ends a session ("" for the current one). Returns false when it does not exist.</summary>
    public bool Remove(string id)
    {
        var target = id.Length == 0 ? Id : id;
        if (target is null) return false;
        var removed = Try(() => Store.Remove(SessionKey.Of(target)), false);
        if (target == Id)
        {
            Id = null;
            Request.Response.PrivateCookie = SessionCookie.Clear(Options.SessionCookie, Request.Http.Request.IsHttps);
        }
        return removed;
    }

    bool Set(string id, SessionState state)
    {
        Store.Set(SessionKey.Of(id), state);
        return true;
    }

    SessionState? TryFind(string id) => Try(() => Store.Find(SessionKey.Of(id)), null);

    void SendCookie(TimeSpan timeToLive) => Request.Response.PrivateCookie = SessionCookie.Make(Options.SessionCookie, Id!, timeToLive, Request.Http.Request.IsHttps);

    T Try<T>(Func<T> action, T failure) => SessionStore.Try(Request.Application.Logger, action, failure);
}
