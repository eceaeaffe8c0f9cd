namespace Cleanroom.Server.StaticFiles;

/// <summary>Directories whose files a program serves.</summary>
sealed class MountList : List<MountedDirectory>;
