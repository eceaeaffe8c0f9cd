using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Cleanroom.Bridge.Capabilities;

/// <summary>Finds out what a path leads to. On Linux by <c>statx</c>, because .NET does not tell pipes and devices from files.</summary>
static unsafe partial class FileKinds
{
    const int CurrentDirectory = -100;
    const int NoFollow = 0x100;
    const uint WantType = 1;
    const int ModeOffset = 28;
    const int TypeMask = 0xF000;
    const int RegularFile = 0x8000;
    const int DirectoryType = 0x4000;

    static bool _hasStatx = OperatingSystem.IsLinux();

    /// <summary>What is at a path whose links are resolved.</summary>
    public static FileKind Of(string path)
    {
        if (_hasStatx && TryStatx(path, out var kind)) return kind;
        return Directory.Exists(path) ? FileKind.Directory : File.Exists(path) ? FileKind.File : FileKind.Missing;
    }

    static bool TryStatx(string path, out FileKind kind)
    {
        var buffer = stackalloc byte[256];
        kind = FileKind.Missing;
        try
        {
            if (Statx(CurrentDirectory, path, NoFollow, WantType, buffer) != 0) return true;
        }
        catch (Exception error) when (error is EntryPointNotFoundException or DllNotFoundException)
        {
            _hasStatx = false;
            return false;
        }
        kind = (BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(buffer + ModeOffset, 2)) & TypeMask) switch
        {
            RegularFile => FileKind.File,
            DirectoryType => FileKind.Directory,
            _ => FileKind.Other,
        };
        return true;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte* buffer);
}
