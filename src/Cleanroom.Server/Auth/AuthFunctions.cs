using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;
using Cleanroom.Server.Requests;
using Cleanroom.Server.Sessions;

namespace Cleanroom.Server.Auth;

/// <summary>Who is signed in, and what they may do. Only the session cookie signs in (contract, functions 16; server 6).</summary>
[WaitsFor(Waits.Sessions)]
static class AuthFunctions
{
    const string Admin = "admin", DefaultRole = "user";

    /// <summary>
    /// Signs a user in: JSON with <c>user_id</c> (or <c>userId</c>, <c>id</c>), <c>role</c> (default <c>user</c>) and <c>claims</c>. The session gets a new id,
    /// the old one ends at once. Returns 1, or 0.
    /// </summary>
    [HostFunction("_auth_set_session")]
    internal static bool SetSession(Guest guest, ReadOnlySpan<byte> user)
    {
        if (RequestSession.Of(guest) is not { } session || !guest.State<JsonTree>().Parse(user)) return false;
        var json = guest.State<JsonTree>();
        if (!JsonMember.TryFind(json, "user_id"u8, out var id) && !JsonMember.TryFind(json, "userId"u8, out id) && !JsonMember.TryFind(json, "id"u8, out id)) return false;
        if (JsonMember.Scalar(json, id) is not { Length: > 0 } userId) return false;
        var role = JsonMember.TryFind(json, "role"u8, out var named) && JsonMember.Scalar(json, named) is { Length: > 0 } text ? text : DefaultRole;
        var claims = JsonMember.TryFind(json, "claims"u8, out var claimed) && claimed.Kind == JsonKind.Object ? SessionJson.Compact(guest, claimed) : [];
        return session.Create(state => state with { UserId = userId, Role = role, Claims = claims }) is not null;
    }

    /// <summary>Signs out: the session ends and its cookie is cleared. Returns 1, or 0 when there is none.</summary>
    [HostFunction("_auth_clear_session")]
    internal static bool ClearSession(Guest guest) => RequestSession.Of(guest)?.Remove("") == true;

    /// <summary>Who is signed in as <c>{"user_id","role","session_id","claims"}</c>; the text <c>null</c> when nobody is.</summary>
    [HostFunction("_auth_get_session")]
    internal static GuestString GetSession(Guest guest) =>
        UserOf(guest) is { } state ? SessionJson.User(guest, state, "user_id"u8, "session_id"u8, RequestSession.Of(guest)!.Id) : guest.NewString("null"u8);

    /// <summary>Who is signed in as <c>{"id","role","claims"}</c>; "" when nobody is.</summary>
    [HostFunction("_auth_user")]
    internal static GuestString User(Guest guest) => UserOf(guest) is { } state ? SessionJson.User(guest, state, "id"u8, default, null) : guest.NewString(default);

    /// <summary>True when somebody is signed in. Changes no response.</summary>
    [HostFunction("_auth_require_auth", "_auth_check")]
    internal static bool RequireAuth(Guest guest) => UserOf(guest) is not null;

    /// <summary>True when somebody with exactly this role is signed in.</summary>
    [HostFunction("_auth_require_role")]
    internal static bool RequireRole(Guest guest, ReadOnlySpan<byte> role) => UserOf(guest)?.Role == Encoding.UTF8.GetString(role);

    /// <summary>True when the role of who is signed in is one of these: a JSON array, a list with commas, or one role.</summary>
    [HostFunction("_auth_has_any_role")]
    internal static bool HasAnyRole(Guest guest, ReadOnlySpan<byte> roles) => UserOf(guest) is { } state && Names(guest, roles).Contains(state.Role);

    /// <summary>As <c>_auth_has_any_role</c>; <c>admin</c> is always one of them.</summary>
    [HostFunction("_auth_require_any_role")]
    internal static bool RequireAnyRole(Guest guest, ReadOnlySpan<byte> roles) => UserOf(guest) is { } state && (state.Role == Admin || Names(guest, roles).Contains(state.Role));

    /// <summary>True when who is signed in is <c>admin</c>, or their role has the permission or all of them, or is named like it.</summary>
    [HostFunction("_auth_can")]
    internal static bool Can(Guest guest, ReadOnlySpan<byte> permission)
    {
        var wanted = Encoding.UTF8.GetString(permission);
        return UserOf(guest) is { } state && (state.Role == Admin || state.Role == wanted || RoleFunctions.TableOf(guest).Allows(state.Role, wanted));
    }

    /// <summary>The number of who is signed in; 0 when nobody is, or their id is no number.</summary>
    [HostFunction("_auth_user_id")]
    internal static long UserId(Guest guest) => SessionJson.Number(UserOf(guest)?.UserId);

    /// <summary>The role of who is signed in; "" when nobody is.</summary>
    [HostFunction("_auth_user_role")]
    internal static GuestString UserRole(Guest guest) => RequestFunctions.NewText(guest, UserOf(guest)?.Role ?? "");

    /// <summary>True when the role is <c>admin</c>.</summary>
    [HostFunction("_auth_is_admin")]
    internal static bool IsAdmin(Guest guest) => UserOf(guest)?.Role == Admin;

    /// <summary>True when the user has this id, a number below 1024 or a text, or is <c>admin</c>.</summary>
    [HostFunction("_auth_is_owner")]
    internal static bool IsOwner(Guest guest, GuestPointer user) => IsOwner(guest, SessionFunctions.UserOf(guest, user));

    /// <summary>True when the user has this id or is <c>admin</c>.</summary>
    [HostFunction("_auth_is_owner", Form = StringForm.Pairs)]
    internal static bool IsOwner(Guest guest, ReadOnlySpan<byte> user) => IsOwner(guest, Encoding.UTF8.GetString(user));

    /// <summary>True when a session lets its user into a route for this role; "" is any user, <c>admin</c> comes in everywhere.</summary>
    internal static bool Admits(SessionState state, string requiredRole) => requiredRole.Length == 0 || state.Role == requiredRole || state.Role == Admin;

    static bool IsOwner(Guest guest, string user) => UserOf(guest) is { } state && (state.Role == Admin || state.UserId == user);

    static SessionState? UserOf(Guest guest) => SessionFunctions.Find(guest) is { UserId: not null } state ? state : null;

    static string[] Names(Guest guest, ReadOnlySpan<byte> roles)
    {
        if (!guest.State<JsonTree>().Parse(roles) || guest.State<JsonTree>().Root.Kind != JsonKind.Array)
            return Encoding.UTF8.GetString(roles).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var names = new List<string>();
        for (int i = 0, role = guest.State<JsonTree>().Root.Start; i < guest.State<JsonTree>().Root.Length; i++, role = guest.State<JsonTree>()[role].Next)
            if (JsonMember.Scalar(guest.State<JsonTree>(), guest.State<JsonTree>()[role]) is { } name) names.Add(name);
        return [.. names];
    }
}
