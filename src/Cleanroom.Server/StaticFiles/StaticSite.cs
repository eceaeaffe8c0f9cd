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
/// The static files of an application (contract, server 9). Mounts with longer paths are looked at first; what one does not have, the next may have. Nothing
/// that begins with a dot is served, nothing outside the mounted directory, and no list of a directory.
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

    /// <summary>The files of an application, or null when nothing is mounted.</summary>
    /// <param name="options">Mounts of the user, which are looked at first.</param>
    /// <param name="registered">Mounts of the program.</param>
    public static StaticSite? Create(CleanServerOptions options, IEnumerable<MountedDirectory> registered)
    {
        var mounts = options.StaticMounts.Select(mount => MountedDirectory.Of(mount, options.Guest.SettingNames["static"])).Concat(registered).ToList();
        if (options.PublicDirectory is { } directory) mounts.Add(MountedDirectory.Of(new StaticMount(PublicPrefix, directory), options.Guest.SettingNames["public"]));
        return mounts.Count == 0 ? null : new StaticSite([.. mounts.OrderByDescending(mount => mount.Prefix.Length)], options.StaticMaxAge, options.Guest.Logger);
    }

    /// <summary>Answers with a file when there is one; null else.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fixedLength">How much of the path a route fixes before its rest: a mount with a shorter prefix leaves the request to the route.</param>
    public Task? TryAnswer(RequestContext request, int fixedLength)
    {
        var http = request.Http;
        if (http.Request.Method is not ("GET" or "HEAD") || !TryFind(request.Path, fixedLength, out var mount, out var real)) return null;
        if (real.Length == 0) return RedirectToDirectory(request);
        return TryOpen(http, mount, real) is { } file ? new StaticFileAnswer(request, file, _cacheControl).SendAsync(_logger) : null;
    }

    /// <summary>True when a GET of this path would be answered with a file.</summary>
    public bool ContainsFile(ReadOnlySpan<char> path) => TryFind(path, 0, out _, out _);

    // The real path is "" for a directory that is named without a slash at its end.
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
