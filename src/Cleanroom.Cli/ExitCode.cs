namespace Cleanroom.Cli;

/// <summary>Exit codes of the command.</summary>
static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Done = 0;

    /// <summary>The program trapped, or it called <c>error()</c>.</summary>
    public const int Trapped = 1;

    /// <summary>The command line is invalid.</summary>
    public const int Usage = 2;

    /// <summary>The file is not a valid module.</summary>
    public const int InvalidModule = 3;

    /// <summary>The host refuses: a missing import under <c>--strict</c>, no entry point, a missing grant.</summary>
    public const int Refused = 4;

    /// <summary>The host failed: a file cannot be read, or there is a bug.</summary>
    public const int HostFault = 5;

    /// <summary>The time limit of <c>--timeout</c> was exceeded; the same code as <c>timeout(1)</c>.</summary>
    public const int TimeLimit = 124;

    /// <summary>Interrupted from the keyboard: 128 + signal number.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of standard output went away: 128 + the number of the signal that usually ends programs in this case.</summary>
    public const int OutputClosed = 141;

    /// <summary>Terminated: 128 + signal number.</summary>
    public const int Terminated = 143;
}
