namespace Cleanroom.Bridge.Grants;

/// <summary>Finds out what exists at a path.</summary>
static class FileKinds
{
    /// <summary>Returns what exists at a path whose links are resolved.</summary>
    public static FileKind Of(string realPath) => Look(realPath).Kind;

    /// <summary>Returns what exists at a path whose links are resolved; a link created meanwhile is not followed.</summary>
    /// <exception cref="IOException">The process has too many open files.</exception>
    public static FileStatus Look(string realPath)
    {
        try
        {
            using var parent = DirectoryHandle.OpenParent(realPath, out var name);
            return parent.Look(name);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException || error is IOException && UnixError.IsMissing(error.HResult))
        {
            return default;
        }
    }
}
