using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;
using Cleanroom.Server.Requests;
using Cleanroom.Server.Sessions;

namespace Cleanroom.Server.Auth;

/// <summary>Authentication and authorization of users. Only the session cookie identifies a user (contract, functions 16; server 6).</summary>
[WaitsFor(Waits.Sessions)]
static class AuthFunctions
{
    const string Admin = "admin", DefaultRole = "user";

    /// <summary>
    /// Signs a user in: JSON with <c>user_id</c> (or <c>userId</c>, <c>id</c>), <c>role</c> (default <c>user</c>) and <c>claims</c>. The session gets a new
    /// id and the old id becomes invalid at once. Returns 1, or 0.
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

    /// <summary>Signs the user out: the session ends and its cookie is cleared. Returns 1, or 0 without a session.</summary>
    [HostFunction("_auth_clear_session")]
    internal static bool ClearSession(Guest guest) => RequestSession.Of(guest)?.Remove("") == true;

    /// <summary>The signed-in user as <c>{"user_id","role","session_id","claims"}</c>; the text <c>null</c> when no user is signed in.</summary>
    [HostFunction("_auth_get_session")]
    internal static GuestString GetSession(Guest guest) =>
        UserOf(guest) is { } state ? SessionJson.User(guest, state, "user_id"u8, "session_id"u8, RequestSession.Of(guest)!.Id) : guest.NewString("null"u8);

    /// <summary>The signed-in user as <c>{"id","role","claims"}</c>; "" when no user is signed in.</summary>
    [HostFunction("_auth_user")]
    internal static GuestString User(Guest guest) => UserOf(guest) is { } state ? SessionJson.User(guest, state, "id"u8, default, null) : guest.NewString(default);

    /// <summary>True when a user is signed in. Does not change the response.</summary>
    [HostFunction("_auth_require_auth", "_auth_check")]
    internal static bool RequireAuth(Guest guest) => UserOf(guest) is not null;

    /// <summary>True when a user with exactly this role is signed in.</summary>
    [HostFunction("_auth_require_role")]
    internal static bool RequireRole(Guest guest, ReadOnlySpan<byte> role) => UserOf(guest)?.Role == Encoding.UTF8.GetString(role);

    /// <summary>True when the user's role is one of these: a JSON array, a comma-separated list, or a single role.</summary>
    [HostFunction("_auth_has_any_role")]
    internal static bool HasAnyRole(Guest guest, ReadOnlySpan<byte> roles) => UserOf(guest) is { } state && Names(guest, roles).Contains(state.Role);

    /// <summary>Like <c>_auth_has_any_role</c>, but <c>admin</c> is always allowed.</summary>
    [HostFunction("_auth_require_any_role")]
    internal static bool RequireAnyRole(Guest guest, ReadOnlySpan<byte> roles) => UserOf(guest) is { } state && (state.Role == Admin || Names(guest, roles).Contains(state.Role));

    /// <summary>True when the user is <c>admin</c>, or the user's role has the permission or all permissions, or is named like the permission.</summary>
    [HostFunction("_auth_can")]
    internal static bool Can(Guest guest, ReadOnlySpan<byte> permission)
    {
        var name = Encoding.UTF8.GetString(permission);
        return UserOf(guest) is { } state && (state.Role == Admin || state.Role == name || RoleFunctions.TableOf(guest).Allows(state.Role, name));
    }

    /// <summary>The numeric id of the signed-in user; 0 when no user is signed in or the id is not a number.</summary>
    [HostFunction("_auth_user_id")]
    internal static long UserId(Guest guest) => SessionJson.Number(UserOf(guest)?.UserId);

    /// <summary>The role of the signed-in user; "" when no user is signed in.</summary>
    [HostFunction("_auth_user_role")]
    internal static GuestString UserRole(Guest guest) => RequestFunctions.NewText(guest, UserOf(guest)?.Role ?? "");

    /// <summary>True when the role is <c>admin</c>.</summary>
    [HostFunction("_auth_is_admin")]
    internal static bool IsAdmin(Guest guest) => UserOf(guest)?.Role == Admin;

    /// <summary>True when the user has this id (a number below 1024 or a text) or is <c>admin</c>.</summary>
    [HostFunction("_auth_is_owner")]
    internal static bool IsOwner(Guest guest, GuestPointer user) => IsOwner(guest, SessionFunctions.UserOf(guest, user));

    /// <summary>True when the user has this id or is <c>admin</c>.</summary>
    [HostFunction("_auth_is_owner", Form = StringForm.Pairs)]
    internal static bool IsOwner(Guest guest, ReadOnlySpan<byte> user) => IsOwner(guest, Encoding.UTF8.GetString(user));

    /// <summary>True when the user of a session may use a route with this role; "" is any user, <c>admin</c> may use every route.</summary>
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
