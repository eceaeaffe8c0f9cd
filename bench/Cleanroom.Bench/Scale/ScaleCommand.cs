using System.CommandLine;

namespace Cleanroom.Bench.Scale;

/// <summary>The verb <c>scale</c>: what more of something costs. A line that is straight, or the reason why it is not.</summary>
static class ScaleCommand
{
    static readonly Dictionary<string, Action<ScaleOptions>> Tables = new()
    {
        ["routes"] = RouteScale.Write,
        ["guests"] = GuestScale.Write,
        ["bodies"] = BodyScale.Write,
        ["sessions"] = SessionScale.Write,
        ["connections"] = ConnectionScale.Write,
        ["modules"] = ModuleScale.Write,
        ["contention"] = ContentionScale.Write,
    };

    static readonly Option<int> Seconds = PositiveOption.Create("--seconds", "Seconds of each load.", 2);
    static readonly Option<string[]> Only = new Option<string[]>("--only") { HelpName = "TABLE", Description = "Only these tables.", AllowMultipleArgumentsPerToken = true }.AcceptOnlyFromAmong([.. Tables.Keys]);
    static readonly Option<string[]> Stores = new("--session-store") { HelpName = "URL", Description = "More session stores than memory and SQLite.", AllowMultipleArgumentsPerToken = true };

    /// <summary>The verb with its options.</summary>
    public static Command Create()
    {
        var command = new Command("scale", "How cost grows: routes, live guests, bodies, sessions, idle connections, modules, locks.") { Seconds, Only, Stores };
        command.SetAction(parsed => Run(parsed.GetValue(Only) ?? [], new ScaleOptions(parsed.GetValue(Seconds), parsed.GetValue(Stores) ?? [])));
        return command;
    }

    static int Run(string[] only, ScaleOptions options)
    {
        if (!File.Exists("/usr/bin/wrk"))
        {
            Console.WriteLine("skipped: wrk is needed");
            return 0;
        }
        foreach (var (name, write) in Tables)
            if (only.Length == 0 || only.Contains(name)) write(options);
        return 0;
    }
}
