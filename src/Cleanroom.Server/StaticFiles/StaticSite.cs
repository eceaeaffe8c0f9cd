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
/// Names that start with a dot, anything outside the mounted directory, files of the server and directory listings are never served.
/// </summary>
sealed class StaticSite
{
    const string Index = "index.html", PublicPrefix = "/public";

    static readonly (string Ending, string Encoding)[] Encodings = [(".br", "br"), (".gz", "gzip")];

    readonly MountedDirectory[] _mounts;
    readonly string _cacheControl;
    readonly ClosedPaths _closed;
    readonly ILogger _logger;

    StaticSite(MountedDirectory[] mounts, TimeSpan maxAge, ClosedPaths closed, ILogger logger)
    {
        _mounts = mounts;
        _closed = closed;
        _cacheControl = maxAge > TimeSpan.Zero ? $"public, max-age={(long)maxAge.TotalSeconds}" : "public, max-age=0, must-revalidate";
        _logger = logger;
    }

    /// <summary>Returns the files of an application, or null when nothing is mounted.</summary>
    /// <param name="options">The options with the user's mounts, which are searched first.</param>
    /// <param name="registered">The program's mounts.</param>
    public static StaticSite? Create(CleanServerOptions options, IEnumerable<MountedDirectory> registered)
    {
        var guest = options.Guest;
        var mounts = options.StaticMounts.Select(mount => MountedDirectory.Of(mount, guest.Closed, guest.SettingNames["static"])).Concat(registered).ToList();
        if (options.PublicDirectory is { } directory) mounts.Add(MountedDirectory.Of(new StaticMount(PublicPrefix, directory), guest.Closed, guest.SettingNames["public"]));
        return mounts.Count == 0 ? null : new StaticSite([.. mounts.OrderByDescending(mount => mount.Prefix.Length)], options.StaticMaxAge, guest.Closed, guest.Logger);
    }

    /// <summary>Answers with a file if one exists; otherwise returns null.</summary>
    /// <param name="request">The request.</param>
    /// <param name="fixedLength">Length of the path that a route fixes before its rest parameter: mounts with a shorter prefix leave the request to the
    /// route.</param>
    public Task? TryAnswer(RequestContext request, int fixedLength)
    {
        var http = request.Http;
        if (http.Request.Method is not ("GET" or "HEAD") || !TryFind(request.Path, fixedLength, logs: true, out var mount, out var found)) return null;
        if (found is not { } path) return RedirectToDirectory(request);
        return TryOpen(http, mount, path) is { } file ? new StaticFileAnswer(request, file, _cacheControl).SendAsync(_logger) : null;
    }

    /// <summary>True when a GET of this path would be answered with a file.</summary>
    public bool ContainsFile(ReadOnlySpan<char> path) => TryFind(path, 0, logs: false, out _, out _);

    // Nothing is found for a directory requested without a trailing slash. A refusal is logged once for a request.
    bool TryFind(ReadOnlySpan<char> path, int fixedLength, bool logs, out MountedDirectory mount, out GrantedPath? found)
    {
        (mount, found) = (null!, null);
        string? decoded = null;
        foreach (var candidate in _mounts)
        {
            if (candidate.Prefix.Length < fixedLength) return false;
            if (!path.Contains('%') && !candidate.TryMatch(path, out _)) continue;
            decoded ??= StaticPath.Decode(path);
            if (decoded is null) return false;
            if (!candidate.TryMatch(decoded, out var rest) || !TryResolve(candidate, rest.ToString(), logs, out found)) continue;
            mount = candidate;
            return true;
        }
        return false;
    }

    bool TryResolve(MountedDirectory mount, string path, bool logs, out GrantedPath? found)
    {
        found = null;
        if (StaticPath.IsHidden(path) || path.Length > 1 && PathRules.Refusal(path) is not null) return false;
        var isDirectory = path.EndsWith('/');
        if (FindFile(mount, isDirectory ? path + Index : path, logs) is { } file)
        {
            found = file;
            return true;
        }
        return !isDirectory && FindFile(mount, path + "/" + Index, logs: false) is not null;
    }

    GrantedPath? FindFile(MountedDirectory mount, string path, bool logs)
    {
        if (GrantedPath.TryResolve(mount.Root + path, _closed, out var file, out var refusal))
        {
            if (RealPath.IsInside(file.Real, mount.Root)) return file.Look().Kind == FileKind.File ? file : null;
            refusal = "its links lead out of the directory";
        }
        if (logs && refusal != GrantedPath.Unresolvable) _logger.StaticFileRefused(LoggedText.Of(path), mount.Prefix, refusal);
        return null;
    }

    static Task RedirectToDirectory(RequestContext request)
    {
        var response = request.Http.Response;
        response.StatusCode = StatusCodes.Status301MovedPermanently;
        response.Headers.Location = string.Concat(request.Target.SentPath, "/", request.Http.Request.QueryString.Value);
        return Task.CompletedTask;
    }

    StaticFile? TryOpen(HttpContext http, MountedDirectory mount, GrantedPath file)
    {
        SafeFileHandle? handle = null;
        try
        {
            var name = file.Real[mount.Root.Length..];
            var variants = Encodings.Select(known => (known.Encoding, File: FindFile(mount, name + known.Ending, logs: true))).Where(static variant => variant.File is not null).ToArray();
            var chosen = AcceptedEncoding.Choose(http.Request.Headers.AcceptEncoding, [.. variants.Select(static variant => variant.Encoding)]);
            handle = GrantedFiles.OpenRead(chosen is null ? file : variants.First(variant => variant.Encoding == chosen).File!.Value);
            return StaticFile.Of(handle, file.Real, chosen, variants.Length > 0);
        }
        catch (Exception error) when (error is UnauthorizedAccessException || error is IOException failure && !OpenFileLimit.IsReason(failure))
        {
            handle?.Dispose();
            _logger.StaticFileUnreadable(LoggedText.Of(file.Real), error.Message);
            return null;
        }
    }
}
