namespace Cleanroom.Bridge.Grants;

/// <summary>The status of a directory entry; links are not followed.</summary>
/// <param name="Kind">What the entry is.</param>
/// <param name="Size">Size of a file in bytes.</param>
/// <param name="Mode">Permissions of a Unix file; <see cref="UnixFileMode.None"/> elsewhere.</param>
/// <param name="IsLink">True for a symbolic link, whose kind is <see cref="FileKind.Other"/>.</param>
readonly record struct FileStatus(FileKind Kind, long Size = 0, UnixFileMode Mode = UnixFileMode.None, bool IsLink = false);
