namespace Cleanroom.Cli;

/// <summary>What the command answers to the shell.</summary>
static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The program trapped, or it called <c>error()</c>.</summary>
    public const int Trapped = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The file is not a valid module.</summary>
    public const int InvalidModule = 3;

    /// <summary>The host refuses: a missing import under <c>--strict</c>, no entry point, a missing grant.</summary>
    public const int Refused = 4;

    /// <summary>The host failed: a file that cannot be read, or a defect.</summary>
    public const int HostFault = 5;

    /// <summary>The time of <c>--timeout</c> was up, as <c>timeout(1)</c> answers.</summary>
    public const int TimeLimit = 124;

    /// <summary>Interrupted from the keyboard: 128 and the number of the signal.</summary>
    public const int Interrupted = 130;

    /// <summary>The reader of standard output went away: 128 and the number of the signal that ends other programs then.</summary>
    public const int OutputClosed = 141;

    /// <summary>Asked to end: 128 and the number of the signal.</summary>
    public const int Terminated = 143;
}
