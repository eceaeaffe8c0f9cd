namespace Cleanroom.Bridge.Grants;

/// <summary>What a path leads to.</summary>
enum FileKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A device, pipe, socket or the like: never opened, because that can block or have effects.</summary>
    Other,
}
