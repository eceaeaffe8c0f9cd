namespace Cleanroom.Server.StaticFiles;

/// <summary>A directory whose files are served.</summary>
/// <param name="Prefix">The path below which they are served, such as <c>/assets</c>; <c>/</c> for all paths.</param>
/// <param name="Directory">The directory.</param>
public sealed record StaticMount(string Prefix, string Directory);
