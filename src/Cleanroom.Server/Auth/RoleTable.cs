using System.Text;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Server.Auth;

/// <summary>The permissions of roles. Immutable; adding roles creates a new table.</summary>
sealed class RoleTable
{
    const int MaxEntries = 10_000;
    const string Everything = "*";

    readonly Dictionary<string, HashSet<string>> _roles;

    RoleTable(Dictionary<string, HashSet<string>> roles) => _roles = roles;

    /// <summary>No roles.</summary>
    public static RoleTable Empty { get; } = new([]);

    /// <summary>
    /// Returns this table with the roles of <c>{"role":["permission", …], …}</c> added; null when the text is not of this form or too large.
    /// </summary>
    public RoleTable? With(JsonTree json, ReadOnlySpan<byte> text)
    {
        if (!json.Parse(text) || json.Root.Kind != JsonKind.Object) return null;
        var roles = _roles.ToDictionary(pair => pair.Key, pair => new HashSet<string>(pair.Value));
        for (int i = 0, name = json.Root.Start; i < json.Root.Length; i++, name = json[name].Next)
        {
            var permissions = json[name + 1];
            if (permissions.Kind != JsonKind.Array) return null;
            var role = Encoding.UTF8.GetString(json.Bytes(json[name]));
            if (!roles.TryGetValue(role, out var set)) roles[role] = set = [];
            for (int j = 0, permission = permissions.Start; j < permissions.Length; j++, permission = json[permission].Next)
            {
                if (json[permission].Kind != JsonKind.String) return null;
                set.Add(Encoding.UTF8.GetString(json.Bytes(json[permission])));
            }
        }
        return roles.Values.Sum(set => set.Count + 1) <= MaxEntries ? new RoleTable(roles) : null;
    }

    /// <summary>True when the role has the permission, or all permissions.</summary>
    public bool Allows(string role, string permission) => _roles.TryGetValue(role, out var permissions) && (permissions.Contains(permission) || permissions.Contains(Everything));

    /// <summary>The permissions of a role, sorted by name.</summary>
    public IEnumerable<string> Of(string role) => _roles.TryGetValue(role, out var permissions) ? permissions.Order(StringComparer.Ordinal) : [];
}
