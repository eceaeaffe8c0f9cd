namespace Cleanroom.Bridge.Grants;

/// <summary>What exists at a path.</summary>
enum FileKind
{
    /// <summary>Nothing.</summary>
    Missing,

    /// <summary>A regular file.</summary>
    File,

    /// <summary>A directory.</summary>
    Directory,

    /// <summary>A device, pipe, socket or similar: never opened, because that can block or have side effects.</summary>
    Other,
}
