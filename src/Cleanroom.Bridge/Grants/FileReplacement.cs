using Microsoft.Win32.SafeHandles;

namespace Cleanroom.Bridge.Grants;

/// <summary>New content for a file, written to a temporary file beside it that replaces it when complete.</summary>
sealed class FileReplacement : IDisposable
{
    readonly DirectoryHandle _directory;
    readonly string _name;
    readonly string _temporary = $".{Guid.NewGuid():N}.tmp";
    bool _isCommitted;

    /// <summary>Starts to replace or create a file. Missing parents are created.</summary>
    public FileReplacement(GrantedPath path)
    {
        _directory = GrantedFiles.OpenOrCreateParent(path.Real, out _name);
        try
        {
            var current = _directory.Look(_name);
            GrantedFiles.RequireFile(current.Kind, mayBeMissing: true);
            var exists = current.Kind == FileKind.File;
            if (exists && !_directory.IsWritable(_name)) throw new UnauthorizedAccessException("the file is read-only");
            File = _directory.OpenFile(_temporary, FileMode.CreateNew, FileAccess.Write);
            if (exists && !OperatingSystem.IsWindows()) System.IO.File.SetUnixFileMode(File, current.Mode);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The temporary file.</summary>
    public SafeFileHandle File { get; } = new();

    /// <summary>Replaces the old content with the new.</summary>
    public void Commit()
    {
        File.Dispose();
        _directory.Rename(_temporary, _directory, _name);
        _isCommitted = true;
    }

    /// <summary>Deletes the temporary file unless it was committed.</summary>
    public void Dispose()
    {
        var isOpened = !File.IsInvalid;
        File.Dispose();
        try
        {
            if (isOpened && !_isCommitted) _directory.DeleteFile(_temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Report the original failure.
        }
        _directory.Dispose();
    }
}
