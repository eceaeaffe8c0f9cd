using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Modules;

namespace Cleanroom.Server.Applications;

/// <summary>
/// Functions of the contract that Cleanroom does not implement yet: jobs and schedules, mail, MCP, pages, islands, the test client
/// and snapshots. They link, so that a program that uses one among others still runs; they return their failure value and log it.
/// </summary>
static class UnavailableFunctions
{
    const string Nothing = """
        _job_register _job_cancel _job_current_attempt _job_retry_after _job_fail _job_succeed _schedule_cancel _email_configure _email_send
        _mcp_stdio_write _mcp_http_serve _mcp_http_respond _mcp_sse_send _mcp_log _ui_inject_head_link _ui_inject_head_css _ui_register_component_html
        """;

    const string Failure = """
        _island_register _test_http_request _test_http_request_raw _test_response_status
        """;

    const string Empty = """
        _job_enqueue _job_enqueue_at _job_result _job_current_id _job_current_args _schedule_cron _email_last_error _mcp_stdio_read
        _mcp_http_accept _ui_load_layout _ui_load_page _ui_render_page _test_response_body _dev_snapshot
        """;

    // Additional aliases; those derived from a name are not listed.
    static readonly (string Name, string[] Aliases)[] Aliases =
    [
        ("_job_enqueue", ["queue.enqueue"]), ("_job_enqueue_at", ["queue.enqueueAt"]), ("_job_current_id", ["job.id"]), ("_job_current_args", ["job.args"]),
        ("_job_current_attempt", ["job.attempt"]),
    ];

    /// <summary>The functions by name and alias.</summary>
    public static IReadOnlyDictionary<string, NeutralFunction> ByName { get; } = Build();

    static Dictionary<string, NeutralFunction> Build()
    {
        var functions = new Dictionary<string, NeutralFunction>();
        foreach (var name in Names(Nothing)) Add(new NeutralFunction(name, null));
        foreach (var name in Names(Failure)) Add(new NeutralFunction(name, null, -1));
        foreach (var name in Names(Empty)) Add(new NeutralFunction(name, ""));
        Add(new NeutralFunction("_job_status", "not_found"));
        return functions;

        void Add(NeutralFunction function)
        {
            string[] others = Aliases.FirstOrDefault(alias => alias.Name == function.Name).Aliases ?? [];
            foreach (var name in (IEnumerable<string>)[function.Name, .. FunctionName.Spellings(function.Name), .. others]) functions.TryAdd(name, function);
        }
    }

    static string[] Names(string list) => list.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
}
