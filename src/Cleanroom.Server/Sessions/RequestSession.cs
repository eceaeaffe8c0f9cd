using Cleanroom.Server.Requests;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// The session of one request: that of its cookie, or the one made while it runs. What other requests did to it is seen at once, as every question goes to
/// the store. A store that fails gives no session, and a log line (contract, server 5).
/// </summary>
sealed class RequestSession
{
    CleanApplication _application = null!;
    HttpContext _http = null!;
    ILogger _logger = null!;

    /// <summary>The id, or null while there is none.</summary>
    public string? Id { get; private set; }

    /// <summary>What the session was when <see cref="Open"/> found it, or null.</summary>
    public SessionState? Opened { get; private set; }

    /// <summary>True while there is a cookie whose session was not looked for yet.</summary>
    public bool IsToBeOpened { get; private set; }

    /// <summary>The value of the session cookie as the client sent it, or null.</summary>
    public string? Sent { get; private set; }

    /// <summary>The Set-Cookie header to send, or null.</summary>
    public string? Cookie { get; private set; }

    SessionStore Store => _application.Sessions;

    DateTimeOffset Now => _application.Options.Guest.Clock.GetUtcNow();

    public void Begin(CleanApplication application, HttpContext http)
    {
        (_application, _http, _logger) = (application, http, application.Logger);
        (Id, Cookie, Sent, Opened) = (null, null, null, null);
        var headers = http.Request.Headers.Cookie;
        if (headers.Count > 0 && CookieHeader.TryFind(headers, application.Options.SessionCookieBytes, out var value) && value.Length > 0) Sent = value.ToString();
        IsToBeOpened = Sent is not null;
    }

    public void End()
    {
        (_application, _http, _logger) = (null!, null!, null!);
        (Id, Cookie, Sent, Opened) = (null, null, null, null);
    }

    /// <summary>Sends no cookie after all.</summary>
    public void ForgetCookie() => Cookie = null;

    /// <summary>Looks the cookie's session up and prolongs its life.</summary>
    public void Open()
    {
        IsToBeOpened = false;
        Opened = TryFind(Sent!);
        if (Opened is null) return;
        Id = Sent;
        var now = Now;
        if (!Opened.IsWorthTouching(now) || Try(() => Store.Change(SessionKey.Of(Id!), current => current with { Touched = now }), null) is not { } touched) return;
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
        var kept = Find() ?? new SessionState { TimeToLive = _application.Options.SessionTimeToLive, Touched = now };
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
            Cookie = SessionCookie.Clear(_application.Options.SessionCookie, _http.Request.IsHttps);
        }
        return removed;
    }

    bool Set(string id, SessionState state)
    {
        Store.Set(SessionKey.Of(id), state);
        return true;
    }

    SessionState? TryFind(string id) => Try(() => Store.Find(SessionKey.Of(id)), null);

    void SendCookie(TimeSpan timeToLive) => Cookie = SessionCookie.Make(_application.Options.SessionCookie, Id!, timeToLive, _http.Request.IsHttps);

    T Try<T>(Func<T> action, T failure) => SessionStore.Try(_logger, action, failure);
}
