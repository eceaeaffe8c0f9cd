using System.Globalization;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;
using Cleanroom.Server.Pipeline;
using Cleanroom.Server.Requests;

namespace Cleanroom.Server.Sessions;

/// <summary>
/// Sessions. The current session is the one of the request's cookie, or the one created while the request runs; outside of a request there is none (contract,
/// functions 15; server 5).
/// </summary>
[WaitsFor(Waits.Sessions)]
static class SessionFunctions
{
    const int ShortestOwnId = 16;

    /// <summary>Stores a JSON text in the session with this id, creating it if necessary. Returns 1, or 0.</summary>
    [HostFunction("_session_store", Form = StringForm.Pairs)]
    internal static bool Store(Guest guest, ReadOnlySpan<byte> id, ReadOnlySpan<byte> data) => Store(guest, Encoding.UTF8.GetString(id), default, data, 0);

    /// <summary>
    /// Stores data: id ("" for the current session, created if necessary), key ("" to replace all data, else the member to set), value, seconds to live (0 or
    /// less: 3600), flags (ignored). Returns 1, or 0. Old modules pass a user, role and claims instead and get the id of a new session, as from
    /// <c>_session_create</c> (contract, abi 6).
    /// </summary>
    [HostFunction("_session_store")]
    internal static int Store(Guest guest, GuestPointer first, GuestPointer second, GuestPointer third, int fourth, int fifth)
    {
        if (IsPair(guest, second.Address, third.Address) && IsPair(guest, (uint)fourth, (uint)fifth))
        {
            var user = ((int)first.Address).ToString(CultureInfo.InvariantCulture);
            return (int)Create(guest, user, guest.Memory.Read(second.Address, third.Address), guest.Memory.Read((uint)fourth, (uint)fifth), 0).Address;
        }
        var id = Encoding.UTF8.GetString(guest.Memory.LengthPrefixed(first.Address));
        return Store(guest, id, guest.Memory.LengthPrefixed(second.Address), guest.Memory.LengthPrefixed(third.Address), fourth) ? 1 : 0;
    }

    /// <summary>
    /// The data of the current session; if it has no data, the signed-in user as <c>{"userId","role","sessionId","claims"}</c>; "" without a session.
    /// </summary>
    [HostFunction("_session_get")]
    internal static GuestString Get(Guest guest) => Get(guest, default);

    /// <summary>The data of the session with this id, in the same form.</summary>
    [HostFunction("_session_get")]
    internal static GuestString Get(Guest guest, ReadOnlySpan<byte> id)
    {
        if (RequestSession.Of(guest) is not { } session) return guest.NewString(default);
        var text = Encoding.UTF8.GetString(id);
        if (session.Find(text) is not { } state) return guest.NewString(default);
        if (!state.Data.IsEmpty) return guest.NewResult(state.Data.Span);
        return state.UserId is null ? guest.NewString(default) : SessionJson.User(guest, state, "userId"u8, "sessionId"u8, text.Length == 0 ? session.Id : text);
    }

    /// <summary>Ends the current session. Returns 1, or 0 without a session.</summary>
    [HostFunction("_session_delete")]
    internal static bool Delete(Guest guest) => RequestSession.Of(guest)?.Remove("") == true;

    /// <summary>Ends the session with this id. Returns 1, or 0 when it does not exist.</summary>
    [HostFunction("_session_delete")]
    internal static bool Delete(Guest guest, ReadOnlySpan<byte> id) => RequestSession.Of(guest)?.Remove(Encoding.UTF8.GetString(id)) == true;

    /// <summary>True when a current session exists.</summary>
    [HostFunction("_session_exists")]
    internal static bool Exists(Guest guest) => Find(guest) is not null;

    /// <summary>True when a session with this id exists and has not expired.</summary>
    [HostFunction("_session_exists")]
    internal static bool Exists(Guest guest, ReadOnlySpan<byte> id) => RequestSession.Of(guest)?.Find(Encoding.UTF8.GetString(id)) is not null;

    /// <summary>Signs a user in: user (a number below 1024 or a text), role, claims as a JSON object. Returns the id of the new session, or "".</summary>
    [HostFunction("_session_create")]
    internal static GuestString Create(Guest guest, GuestPointer user, [LengthPrefixed] ReadOnlySpan<byte> role, [LengthPrefixed] ReadOnlySpan<byte> claims) =>
        Create(guest, UserOf(guest, user), role, claims, 0);

    /// <summary>Same as above, with the user as a number.</summary>
    [HostFunction("_session_create", Form = StringForm.Pairs)]
    internal static GuestString Create(Guest guest, long user, ReadOnlySpan<byte> role, ReadOnlySpan<byte> claims) =>
        Create(guest, user.ToString(CultureInfo.InvariantCulture), role, claims, 0);

    /// <summary>Same as above, with the user as a text.</summary>
    [HostFunction("_session_create", Form = StringForm.Pairs)]
    internal static GuestString Create(Guest guest, ReadOnlySpan<byte> user, ReadOnlySpan<byte> role, ReadOnlySpan<byte> claims) =>
        Create(guest, Encoding.UTF8.GetString(user), role, claims, 0);

    /// <summary>Like <c>_session_create</c>, with the seconds that the session lives without being used (0 or less: 3600).</summary>
    [HostFunction("_session_create_with_ttl")]
    internal static GuestString CreateFor(Guest guest, GuestPointer user, [LengthPrefixed] ReadOnlySpan<byte> role, [LengthPrefixed] ReadOnlySpan<byte> claims, int seconds) =>
        Create(guest, UserOf(guest, user), role, claims, seconds);

    /// <summary>Same as above, with the user as a number.</summary>
    [HostFunction("_session_create_with_ttl", Form = StringForm.Pairs)]
    internal static GuestString CreateFor(Guest guest, long user, ReadOnlySpan<byte> role, ReadOnlySpan<byte> claims, int seconds) =>
        Create(guest, user.ToString(CultureInfo.InvariantCulture), role, claims, seconds);

    /// <summary>Same as above, with the user as a text.</summary>
    [HostFunction("_session_create_with_ttl", Form = StringForm.Pairs)]
    internal static GuestString CreateFor(Guest guest, ReadOnlySpan<byte> user, ReadOnlySpan<byte> role, ReadOnlySpan<byte> claims, int seconds) =>
        Create(guest, Encoding.UTF8.GetString(user), role, claims, seconds);

    /// <summary>Ends the current session and clears its cookie. Returns 1, or 0 without a session.</summary>
    [HostFunction("_session_destroy")]
    internal static bool Destroy(Guest guest) => Delete(guest);

    /// <summary>Sets the lifetime of the current session in seconds, from now and for later renewals. Returns 1, or 0.</summary>
    [HostFunction("_session_extend")]
    internal static bool Extend(Guest guest, int seconds) =>
        seconds > 0 && RequestSession.Of(guest)?.Change("", state => state with { TimeToLive = TimeSpan.FromSeconds(seconds) }) == true;

    /// <summary>The user of the current session as text; "" when no user is signed in.</summary>
    [HostFunction("_session_user_id")]
    internal static GuestString UserId(Guest guest) => RequestFunctions.NewText(guest, Find(guest)?.UserId ?? "");

    /// <summary>The role of the current session; "" without one.</summary>
    [HostFunction("_session_role")]
    internal static GuestString Role(Guest guest) => RequestFunctions.NewText(guest, Find(guest)?.Role ?? "");

    /// <summary>A value of the current session by key, from the claims, else from the data: a string as is, "" for null, otherwise JSON.</summary>
    [HostFunction("_session_claim", "_session_get_value")]
    internal static GuestString Value(Guest guest, ReadOnlySpan<byte> key) =>
        Find(guest) is { } state && (JsonMember.TryGet(guest, state.Claims.Span, key, out var value) || JsonMember.TryGet(guest, state.Data.Span, key, out value))
            ? value
            : guest.NewString(default);

    /// <summary>True when the claims or the data of the current session contain the key.</summary>
    [HostFunction("_session_has_key")]
    internal static bool HasKey(Guest guest, ReadOnlySpan<byte> key) => Find(guest) is { } state && (JsonMember.Has(guest, state.Claims.Span, key) || JsonMember.Has(guest, state.Data.Span, key));

    /// <summary>
    /// Sets the CSRF token that state-changing requests of the current session must carry; "" removes it. Returns 1, or 0 without a session.
    /// </summary>
    [HostFunction("_session_set_csrf")]
    internal static bool SetCsrf(Guest guest, ReadOnlySpan<byte> token)
    {
        const int maxToken = 1024;
        if (token.Length > maxToken) return false;
        var text = Encoding.UTF8.GetString(token);
        return RequestSession.Of(guest)?.Change("", state => state with { CsrfToken = text }) == true;
    }

    /// <summary>The CSRF token of the current session; "" when none is set.</summary>
    [HostFunction("_session_get_csrf")]
    internal static GuestString GetCsrf(Guest guest) => RequestFunctions.NewText(guest, Find(guest)?.CsrfToken ?? "");

    internal static SessionState? Find(Guest guest) => RequestSession.Of(guest)?.Find();

    internal static string UserOf(Guest guest, GuestPointer user)
    {
        const uint lowestText = 1024;
        return user.Address < lowestText ? user.Address.ToString(CultureInfo.InvariantCulture) : Encoding.UTF8.GetString(guest.Memory.LengthPrefixed(user.Address));
    }

    static GuestString Create(Guest guest, string user, ReadOnlySpan<byte> role, ReadOnlySpan<byte> claims, int seconds)
    {
        if (RequestContext.Of(guest) is not { } request || user.Length == 0 || claims.Length > SessionState.MaxBytes) return guest.NewString(default);
        byte[] json = [];
        if (!claims.IsEmpty)
        {
            if (!guest.State<JsonTree>().Parse(claims) || guest.State<JsonTree>().Root.Kind != JsonKind.Object) return guest.NewString(default);
            json = SessionJson.Compact(guest, guest.State<JsonTree>().Root);
        }
        var text = Encoding.UTF8.GetString(role);
        var id = request.State<RequestSession>().Create(state => state with { UserId = user, Role = text, Claims = json, TimeToLive = TimeToLive(request, seconds) });
        return RequestFunctions.NewText(guest, id ?? "");
    }

    static bool Store(Guest guest, string id, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, int seconds)
    {
        if (RequestContext.Of(guest) is not { } request || key.Length + value.Length > SessionState.MaxBytes) return false;
        var session = request.State<RequestSession>();
        var (name, text, timeToLive) = (key.ToArray(), SessionJson.Text(value), TimeToLive(request, seconds));
        SessionState Fill(SessionState state) => state with { Data = name.Length == 0 ? text : SessionJson.With(guest, state.Data.Span, name, text), TimeToLive = timeToLive };
        if (session.Change(id, Fill)) return true;
        if (id.Length == 0) return session.Create(Fill) is not null;
        if (id.Length < ShortestOwnId) session.Store.WarnOfShortId(guest.Logger, id.Length);
        return session.CreateWithId(id, Fill(new SessionState { TimeToLive = timeToLive, Touched = guest.Options.Clock.GetUtcNow() }));
    }

    static TimeSpan TimeToLive(RequestContext request, int seconds) => seconds > 0 ? TimeSpan.FromSeconds(seconds) : request.Application.Options.SessionTimeToLive;

    static bool IsPair(Guest guest, uint address, uint length) =>
        address >= 4 && guest.Memory.Memory.TryRead(address - 4, 4, out var word) && System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(word) == length;
}
