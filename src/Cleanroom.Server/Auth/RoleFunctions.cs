using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;
using Cleanroom.Server.Applications;
using Cleanroom.Server.Pipeline;

namespace Cleanroom.Server.Auth;

/// <summary>
/// Roles and their permissions. Roles registered by the entry point belong to the application; roles added by a request end with it (contract, functions 16).
/// </summary>
static class RoleFunctions
{
    /// <summary>
    /// Adds roles: <c>{"role":["permission", …], …}</c>; permission <c>*</c> grants all. Returns 1, or 0 when the text is not of this form.
    /// </summary>
    [HostFunction("_roles_register")]
    internal static bool Register(Guest guest, ReadOnlySpan<byte> roles)
    {
        if (TableOf(guest).With(guest.State<JsonTree>(), roles) is not { } table) return false;
        switch (guest.Context)
        {
            case StartContext start: start.SetState(table); return true;
            case RequestContext request: request.SetState(table); return true;
            default: return false;
        }
    }

    /// <summary>True when a role has a permission, or all permissions.</summary>
    [HostFunction("_role_has_permission")]
    internal static bool HasPermission(Guest guest, ReadOnlySpan<byte> role, ReadOnlySpan<byte> permission) =>
        TableOf(guest).Allows(Encoding.UTF8.GetString(role), Encoding.UTF8.GetString(permission));

    /// <summary>The permissions of a role as a JSON array; <c>[]</c> for an unknown role.</summary>
    [HostFunction("_role_get_permissions")]
    internal static GuestString Permissions(Guest guest, ReadOnlySpan<byte> role)
    {
        guest.Scratch.ResetWrittenCount();
        new JsonOutput(guest.Scratch).Array(TableOf(guest).Of(Encoding.UTF8.GetString(role)));
        return guest.NewResult(guest.Scratch.WrittenSpan);
    }

    // Roles added by a request are in its state, on top of those registered by the entry point.
    internal static RoleTable TableOf(Guest guest) => guest.Context switch
    {
        StartContext start => start.FindState<RoleTable>(),
        RequestContext request => request.FindState<RoleTable>() ?? request.Deployment.Start.FindState<RoleTable>(),
        IApplicationEvent other => other.Deployment.Start.FindState<RoleTable>(),
        _ => null,
    } ?? RoleTable.Empty;
}
