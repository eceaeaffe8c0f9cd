using System.Globalization;

namespace Cleanroom.Cli.Tests.Support;

/// <summary>A control group of Linux (version 1 or 2) with a limit of memory, as a container has one.</summary>
sealed class ControlGroup : IDisposable
{
    const string Root = "/sys/fs/cgroup";

    readonly string _folder;

    ControlGroup(string folder) => _folder = folder;

    /// <summary>A line of bash that moves the shell, and what it starts, into the group.</summary>
    public string Enter => $"echo $$ > {_folder}/cgroup.procs";

    /// <summary>Creates a group; skips the test where that is not possible.</summary>
    public static ControlGroup Create(long bytes)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux has control groups.");
        var isFirst = Directory.Exists($"{Root}/memory");
        var group = new ControlGroup($"{Root}/{(isFirst ? "memory/" : "")}cleanroom-test-{Environment.ProcessId}");
        try
        {
            Directory.CreateDirectory(group._folder);
            File.WriteAllText($"{group._folder}/{(isFirst ? "memory.limit_in_bytes" : "memory.max")}", bytes.ToString(CultureInfo.InvariantCulture));
            return group;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            group.Dispose();
            Assert.Skip($"A control group with a limit of memory cannot be created here: {refused.Message}");
            throw;
        }
    }

    // A group can be removed when its processes have ended, a moment after they were killed.
    public void Dispose()
    {
        for (var left = 1000; left > 0 && Directory.Exists(_folder); left--)
        {
            try
            {
                Directory.Delete(_folder);
            }
            catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
            {
                Thread.Sleep(10);
            }
        }
    }
}
