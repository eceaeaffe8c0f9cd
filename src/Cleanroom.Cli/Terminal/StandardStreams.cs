using System.Runtime.InteropServices;

namespace Cleanroom.Cli.Terminal;

/// <summary>
/// The standard streams of the process. A descriptor missing at startup is not used: by now the .NET runtime has opened another file under its number.
/// </summary>
static partial class StandardStreams
{
    const int InputNumber = 0, OutputNumber = 1, ErrorNumber = 2;
    const int GetDescriptorFlags = 1, CloseOnExec = 1;

    /// <summary>Standard input, or null when the process was started without it.</summary>
    public static Stream? OpenInput() => IsGiven(InputNumber) ? Console.OpenStandardInput() : null;

    /// <summary>Standard output. A write that fails throws <see cref="OutputException"/>.</summary>
    public static Stream Output { get; } =
        OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : new DescriptorStream(OutputNumber, "standard output", isOpen: IsGiven(OutputNumber));

    /// <summary>Standard error; discards everything when the process was started without it.</summary>
    public static Stream Error { get; } =
        OperatingSystem.IsWindows() ? Console.OpenStandardError() : IsGiven(ErrorNumber) ? new DescriptorStream(ErrorNumber, "standard error", isOpen: true) : Stream.Null;

    // Inherited descriptors do not have the close-on-exec flag; those opened by .NET do.
    static bool IsGiven(int descriptor) => OperatingSystem.IsWindows() || FileControl(descriptor, GetDescriptorFlags) is var flags && flags >= 0 && (flags & CloseOnExec) == 0;

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(int descriptor, int command);
}
