using Cleanroom.Bridge.Settings;

namespace Cleanroom.Bridge.Grants;

/// <summary>The settings for access to files, environment variables and the network.</summary>
static class GrantSettings
{
    /// <summary>All settings.</summary>
    public static IReadOnlyList<Setting<GuestOptions>> All { get; } =
    [
        new("app-dir", "DIR", "The base directory of the program: it is granted, and relative paths start there. Default: the first directory of --dir.", BaseDirectory),
        new("dir", "PATH[:ro]", "Grants a directory; with :ro, read access only. Repeatable. Relative paths of the program start at the first. Default: the current directory for run, the module's directory for serve.", Directories)
        { OtherNames = ["--sandbox"] },
        new("env", "NAME[=VALUE]", "Sets an environment variable for the program, or grants a variable of this process whose name looks like that of a secret. Repeatable.", Variables),
        new("net", "HOST[:PORT]", "Allows a host whose address is not public, such as 127.0.0.1:8080. Repeatable. Public addresses need no grant.", Networks),
        new("no-net", "Allows no network access except what --net grants.", (options, value) => options with { Network = new NetworkAccess(options.Network.Grants, value) }),
        new("storage", "DIR", "The directory of the storage functions (_fs_*), created if missing. Default: CLEAN_FS_WRITE_ROOT, else they refuse every call.", (options, value) => options with { StorageRoot = value }) { KnownVariable = "CLEAN_FS_WRITE_ROOT" },
    ];

    // Read before the other directories, which come after it.
    static GuestOptions BaseDirectory(GuestOptions options, string value)
    {
        var directory = Directory(value, options.SettingNames, "app-dir");
        return options with { Base = directory, Directories = [directory] };
    }

    static GuestOptions Directories(GuestOptions options, IReadOnlyList<string> values) => options with
    {
        Directories = [.. options.Base is { } first ? (DirectoryGrant[])[first] : [], .. values.Select(text => Directory(text, options.SettingNames, "dir"))],
    };

    static DirectoryGrant Directory(string text, SettingNames names, string setting)
    {
        var isReadOnly = text.EndsWith(":ro", StringComparison.Ordinal);
        var path = isReadOnly ? text[..^3] : text;
        if (path.Length == 0) throw new SettingException(text, "expected a directory, for example data or data:ro");
        return System.IO.Directory.Exists(path) ? new DirectoryGrant(path, isReadOnly) : throw new HostException($"the directory {path} does not exist: create it or correct {names[setting]}");
    }

    static GuestOptions Variables(GuestOptions options, IReadOnlyList<string> values)
    {
        var variables = new Dictionary<string, string?>();
        foreach (var text in values)
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? text : text[..equals];
            if (name.Length == 0) throw new SettingException(text, "expected a name, for example STAGE=test");
            variables[name] = equals < 0 ? null : text[(equals + 1)..];
        }
        return options with { Environment = variables };
    }

    static GuestOptions Networks(GuestOptions options, IReadOnlyList<string> values) => options with
    {
        Network = new NetworkAccess(
            [.. values.Select(text => NetworkGrant.Parse(text) ?? throw new SettingException(text, "expected a host, for example 127.0.0.1:8080 or [::1]:8080"))],
            options.Network.GrantsOnly),
    };
}
