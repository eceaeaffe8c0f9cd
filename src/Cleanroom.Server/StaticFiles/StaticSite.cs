using Cleanroom.Bridge;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Settings;
using Cleanroom.Server.Compression;
using Cleanroom.Server.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Server.StaticFiles;

/// <summary>
/// The static files of an application (contract, server 9). Mounts with longer paths are searched first; a file missing in one may be found in the next.
/// Names that start with a dot, anything outside the mounted directory and directory listings are never served.
/// </summary>
sealed class StaticSite
{
    const string Index = "index.html", PublicPrefix = "/public";

    static readonly (string Ending, string Encoding)[] Encodings = [(".br", "br"), (".gz", "gzip")];

    readonly MountedDirectory[] _mounts;
    readonly string _cacheControl;
    readonly ILogger _logger;

    StaticSite(MountedDirectory[] mounts, TimeSpan maxAge, ILogger logger)
    {
        _mounts = mounts;
        _cacheControl = maxAge > TimeSpan.Zero ? $"public, max-age={(long)maxAge.TotalSeconds}" : "public, max-age=0, must-revalidate";
        _logger = logger;
    }

    /// <summary>Returns the files of an application, or null when nothing is mounted.</summary>
    /// <param name="options">The options with the user's mounts, which are searched first.</param>
    /// <param name="registered">The program's mounts.</param>
    public static StaticSite? Create(CleanServerOptions options, IEnumerable<MountedDirectory> registered)
    {
        var mounts = options.StaticMounts.Select(mount => MountedDirectory.Of(mount, options.Guest.SettingNames["static"])).Concat(registered).ToList();
        if (options.PublicDirectory is { } directory) mounts.Add(MountedDirectory.Of(new StaticMount(PublicPrefix, directory), options.Guest.SettingNames["public"]));
        return mounts.Count == 0 ? null : new StaticSite([.. mounts.OrderByDescending(mount => mount.Prefix.Length)], options.StaticMaxAge, options.Guest.Logger);
    }

    /// <summary>Answers with a file if one exists; otherwise returns null.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fixedLength">Length of the path that a route fixes before its rest parameter: mounts with a shorter prefix leave the request to the
    /// route.</param>
    public Task? TryAnswer(RequestContext request, int fixedLength)
    {
        var http = request.Http;
        if (http.Request.Method is not ("GET" or "HEAD") || !TryFind(request.Path, fixedLength, out var mount, out var real)) return null;
        if (real.Length == 0) return RedirectToDirectory(request);
        return TryOpen(http, mount, real) is { } file ? new StaticFileAnswer(request, file, _cacheControl).SendAsync(_logger) : null;
    }

    /// <summary>True when a GET of this path would be answered with a file.</summary>
    public bool ContainsFile(ReadOnlySpan<char> path) => TryFind(path, 0, out _, out _);

    // The real path is "" for a directory requested without a trailing slash.
    bool TryFind(ReadOnlySpan<char> path, int fixedLength, out MountedDirectory mount, out string real)
    {
        (mount, real) = (null!, "");
        string? decoded = null;
        foreach (var candidate in _mounts)
        {
            if (candidate.Prefix.Length < fixedLength) return false;
            if (!path.Contains('%') && !candidate.TryMatch(path, out _)) continue;
            decoded ??= StaticPath.Decode(path);
            if (decoded is null) return false;
            if (!candidate.TryMatch(decoded, out var rest) || !TryResolve(candidate, rest.ToString(), out real)) continue;
            mount = candidate;
            return true;
        }
        return false;
    }

    bool TryResolve(MountedDirectory mount, string path, out string real)
    {
        real = "";
        if (StaticPath.IsHidden(path) || path.Length > 1 && PathRules.Refusal(path) is not null) return false;
        var isDirectory = path.EndsWith('/');
        if (KindOf(mount, isDirectory ? path + Index : path, out var found) == FileKind.File)
        {
            real = found;
            return true;
        }
        return !isDirectory && KindOf(mount, path + "/" + Index, out _) == FileKind.File;
    }

    FileKind KindOf(MountedDirectory mount, string path, out string real)
    {
        real = "";
        if (!RealPath.TryResolve(mount.Root + path, out var resolved)) return FileKind.Missing;
        real = resolved;
        if (RealPath.IsInside(real, mount.Root)) return FileKinds.Of(real);
        _logger.StaticFileRefused(LoggedText.Of(path), mount.Prefix);
        return FileKind.Missing;
    }

    static Task RedirectToDirectory(RequestContext request)
    {
        var response = request.Http.Response;
        response.StatusCode = StatusCodes.Status301MovedPermanently;
        response.Headers.Location = string.Concat(request.Target.SentPath, "/", request.Http.Request.QueryString.Value);
        return Task.CompletedTask;
    }

    StaticFile? TryOpen(HttpContext http, MountedDirectory mount, string real)
    {
        SafeFileHandle? handle = null;
        try
        {
            var encoded = Encodings.Where(encoding => KindOf(mount, string.Concat(real.AsSpan(mount.Root.Length), encoding.Ending), out _) == FileKind.File).ToArray();
            var chosen = AcceptedEncoding.Choose(http.Request.Headers.AcceptEncoding, [.. encoded.Select(encoding => encoding.Encoding)]);
            var name = chosen is null ? real : real + encoded.First(encoding => encoding.Encoding == chosen).Ending;
            if (!RealPath.TryResolve(name, out var resolved)) return null;
            handle = GrantedFiles.OpenRead(new GrantedPath(resolved, resolved));
            return StaticFile.Of(handle, real, chosen, encoded.Length > 0);
        }
        catch (Exception error) when (error is UnauthorizedAccessException || error is IOException failure && !OpenFileLimit.IsReason(failure))
        {
            handle?.Dispose();
            _logger.StaticFileUnreadable(LoggedText.Of(real), error.Message);
            return null;
        }
    }
}
