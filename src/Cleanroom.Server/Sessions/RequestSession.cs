using System.Text;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Requests;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// The session of one request: that of its cookie, or the one made while it runs. What other requests did to it is seen at once, as every question goes to
/// the store. A store that fails gives no session, and a log line (contract, server 5).
/// </summary>
sealed class RequestSession : IReusableState
{
    RequestContext? _request;

    /// <summary>The id, or null while there is none.</summary>
    public string? Id { get; private set; }

    /// <summary>What the session was when <see cref="Open"/> found it, or null.</summary>
    public SessionState? Opened { get; private set; }

    /// <summary>True while there is a cookie whose session was not looked for yet.</summary>
    public bool NeedsLookup { get; private set; }

    /// <summary>The value of the session cookie as the client sent it, or null.</summary>
    public string? CookieValue { get; private set; }

    /// <summary>True once the request's cookie was read.</summary>
    public bool HasBegun => _request is not null;

    /// <summary>Where sessions are kept.</summary>
    public SessionStore Store => SessionStore.Of(Request.Application);

    RequestContext Request => _request!;

    CleanServerOptions Options => Request.Application.Options;

    DateTimeOffset Now => Options.Guest.Clock.GetUtcNow();

    /// <summary>The session of the request of a guest, or null outside of one.</summary>
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

    /// <summary>Looks the cookie's session up and prolongs its life.</summary>
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

    /// <summary>What the session is now, or null when there is none.</summary>
    public SessionState? Find() => Id is { } id ? TryFind(id) : null;

    /// <summary>What the session of an id is now, "" for the current one.</summary>
    public SessionState? Find(string id) => id.Length == 0 ? Find() : TryFind(id);

    /// <summary>Makes a session with a new id; the one there was ends, and what programs kept in it goes over. Returns the id, or null.</summary>
    public string? Create(Func<SessionState, SessionState> fill)
    {
        var (old, now) = (Id, Now);
        var kept = Find() ?? new SessionState { TimeToLive = Options.SessionTimeToLive, Touched = now };
        var state = fill(kept with { Touched = now });
        var id = SessionKey.NewId();
        if (!Try(() => Set(id, state), false)) return null;
        if (old is not null) Try(() => Store.Remove(SessionKey.Of(old)), false);
        Id = id;
        SendCookie(state.TimeToLive);
        return id;
    }

    /// <summary>Makes a session with an id of the program's own. Its cookie is the program's affair.</summary>
    public bool CreateWithId(string id, SessionState state) => Try(() => Set(id, state), false);

    /// <summary>Changes a session, "" for the current one. False when there is none.</summary>
    public bool Change(string id, Func<SessionState, SessionState> change)
    {
        var wanted = id.Length == 0 ? Id : id;
        if (wanted is null) return false;
        var now = Now;
        var changed = Try(() => Store.Change(SessionKey.Of(wanted), state => change(state) with { Touched = now }), null);
        if (changed is not null && wanted == Id) SendCookie(changed.TimeToLive);
        return changed is not null;
    }

    /// <summary>Ends a session, "" for the current one. False when there was none.</summary>
    public bool Remove(string id)
    {
        var wanted = id.Length == 0 ? Id : id;
        if (wanted is null) return false;
        var removed = Try(() => Store.Remove(SessionKey.Of(wanted)), false);
        if (wanted == Id)
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
