using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cleanroom.Wasm;

namespace Cleanroom.Cli.Terminal;

/// <summary>Reports on standard error why and where a program was stopped.</summary>
static class TrapReport
{
    /// <summary>Writes the report.</summary>
    /// <param name="file">The module's file.</param>
    /// <param name="trap">What happened.</param>
    /// <param name="lastError">The text of the last <c>error()</c> call, or null.</param>
    /// <param name="debug">True to show the .NET stack trace.</param>
    public static void Write(string file, TrapException trap, string? lastError, bool debug)
    {
        var text = new StringBuilder();
        if (trap.Kind == TrapKind.HostDefect)
            text.Append($"cleanroom: {file} was stopped: internal host error {DefectId(trap)}. This is a defect of Cleanroom; please report it with the output of --debug.");
        else
            text.Append($"cleanroom: {file} trapped: {Describe(trap)}");
        if (lastError is not null) text.Append($"\n    the program's last error: {lastError.ReplaceLineEndings("\n        ")}");
        AppendFrames(text, trap);
        if (trap.Kind == TrapKind.OutOfMemory) text.Append("\nIf the program really needs that much, run it with a larger --max-memory.");
        if (debug) text.Append('\n').Append(trap);
        StandardError.WriteLine(text.ToString());
    }

    /// <summary>Appends one line per frame, one for a run of equal frames, and one for omitted frames.</summary>
    public static void AppendFrames(StringBuilder text, TrapException trap)
    {
        var (frames, omitted) = (trap.Frames, trap.OmittedFrames);
        for (var index = 0; index < frames.Count;)
        {
            if (omitted > 0 && index == TrapException.InnermostFrames) text.Append(CultureInfo.InvariantCulture, $"\n    … {omitted} more");
            var line = frames[index].ToString();
            var end = index + 1;
            while (end < frames.Count && (omitted == 0 || end != TrapException.InnermostFrames) && frames[end].ToString() == line) end++;
            text.Append($"\n    at {line}{(end - index > 1 ? $" ({end - index} times)" : "")}");
            index = end;
        }
    }

    static string Describe(TrapException trap)
    {
        var kind = new TrapException(trap.Kind).Message;
        return trap.Message.StartsWith(kind, StringComparison.Ordinal) ? trap.Message : $"{kind}: {trap.Message}";
    }

    // The same bug always has the same id, so that reports of it can be found.
    static string DefectId(TrapException trap)
    {
        var fault = trap.InnerException ?? trap;
        var place = new System.Diagnostics.StackTrace(fault).GetFrame(0)?.GetMethod();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{fault.GetType()} {place?.DeclaringType} {place}")).AsSpan(0, 4));
    }
}
