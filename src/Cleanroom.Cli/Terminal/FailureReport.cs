using System.Globalization;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Modules;
using Cleanroom.Bridge.Settings;
using Cleanroom.Cli.Commands;
using Cleanroom.Wasm;

namespace Cleanroom.Cli.Terminal;

/// <summary>Reports on standard error why a command failed without or before running a program.</summary>
static class FailureReport
{
    /// <summary>Writes the report and returns the exit code.</summary>
    /// <param name="file">The module's file.</param>
    /// <param name="bytes">Its content, as far as it was read.</param>
    /// <param name="failure">What happened.</param>
    /// <param name="debug">True to show the .NET stack trace.</param>
    public static int Write(string file, ReadOnlyMemory<byte> bytes, Exception failure, bool debug)
    {
        if (failure is OutputException { ReaderIsGone: true }) return ExitCode.OutputClosed;
        var (code, message) = failure switch
        {
            OutputException unwritable => (ExitCode.HostFault, unwritable.Message),
            SettingException wrong => (ExitCode.Usage, wrong.Message),
            WasmFormatException invalid => (ExitCode.InvalidModule, Describe(file, bytes, invalid)),
            HostException { InnerException: null } refusal => (ExitCode.Refused, $"{file} is refused: {refusal.Message}"),
            // Whatever failed to open: often an assembly of .NET, which is then reported as missing.
            _ when OpenFileLimit.IsReached() => (ExitCode.HostFault, $"{file} cannot be run: too many open files, the system lets this process have {OpenFileLimit.Read()}. Raise the limit: ulimit -n"),
            UnreadableFileException unreadable => (ExitCode.HostFault, unreadable.Message),
            HostException fault => (ExitCode.HostFault, $"{file} cannot be run: {fault.Message}"),
            FileNotFoundException or DirectoryNotFoundException when !ModuleFile.CurrentDirectoryExists() => (ExitCode.HostFault, "the current directory was deleted: change to one that exists"),
            IOException or UnauthorizedAccessException => (ExitCode.HostFault, $"{file} cannot be run: {failure.Message.TrimEnd('.')}"),
            _ => (ExitCode.HostFault, $"{file}: internal error ({failure.GetType().Name}). This is a defect of Cleanroom; please report it with the output of --debug."),
        };
        StandardError.WriteLine($"cleanroom: {message}{(debug ? $"\n{failure}" : "")}");
        return code;
    }

    static string Describe(string file, ReadOnlyMemory<byte> bytes, WasmFormatException invalid)
    {
        if (!bytes.Span.StartsWith("\0asm"u8))
            return Path.GetExtension(file) is ".cln" ? $"{file} is the source of a Clean program: compile it to WebAssembly first, then run the module" : $"{file} is {invalid.Reason}";
        var compiler = ModuleGeneration.FindCompilerVersion(bytes) is { } version ? $", made by compiler {version}" : "";
        var advice = invalid switch
        {
            { UnsupportedProposal: { } proposal } => $"Cleanroom runs core WebAssembly 2.0: compile the program without {proposal}.",
            { FunctionIndex: >= 0 } => "Its compiler made a module that no WebAssembly host can run: compile the program with a newer compiler.",
            _ => "Check that the file is complete and a core WebAssembly module.",
        };
        return string.Create(CultureInfo.InvariantCulture,
            $"{file} is not a valid module: {invalid.Message}\n    {bytes.Length} bytes, SHA-256 {CleanModule.Hash(bytes.Span)}{compiler}\n{advice}");
    }
}
