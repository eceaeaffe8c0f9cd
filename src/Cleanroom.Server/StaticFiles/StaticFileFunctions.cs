using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Server.Applications;

namespace Cleanroom.Server.StaticFiles;

/// <summary>Static files served by programs (contract, functions 12; server 9).</summary>
static class StaticFileFunctions
{
    /// <summary>
    /// Serves the files of a granted directory below a path: path, directory. Returns 1, or 0 when the directory does not exist or is not granted.
    /// </summary>
    [HostFunction("_http_serve_static")]
    internal static bool ServeStatic(Guest guest, ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> directory)
    {
        if (StartContext.Of(guest, "_http_serve_static") is not { } start) return false;
        var text = Encoding.UTF8.GetString(prefix);
        if (MountedDirectory.Normalize(text) is not { } path)
        {
            guest.Logger.MountRefused(LoggedText.Of(prefix), "no path can begin with it");
            return false;
        }
        if (!guest.Files.TryResolve("_http_serve_static", directory, forWriting: false, out var granted)) return false;
        if (granted.Look().Kind != FileKind.Directory)
        {
            guest.Logger.MountRefused(LoggedText.Of(prefix), "there is no such directory");
            return false;
        }
        start.State<MountList>().Add(new MountedDirectory(path, granted.Real));
        return true;
    }

    /// <summary>Some compilers declare the function without arguments; there is nothing to serve then. Returns 0.</summary>
    [HostFunction("_http_serve_static")]
    internal static bool ServeStatic(Guest guest)
    {
        guest.Logger.MountRefused("\"\"", "the module passes neither a path nor a directory");
        return false;
    }
}
