using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Cleanroom.Bridge;
using Cleanroom.Server.Applications;

namespace Cleanroom.Server.Tests.Documentation;

/// <summary>Makes the reference page of the host functions from their attributes and documentation comments.</summary>
static partial class HostFunctionReference
{
    public static string Make()
    {
        var catalog = ServerFunctions.Catalog;
        var comments = Comments(typeof(CleanModule).Assembly).Concat(Comments(typeof(CleanApplication).Assembly)).ToDictionary(pair => pair.Key, pair => pair.Value);
        var page = new StringBuilder();
        page.Append("""
            # Host functions

            Generated from the source; do not edit. This page lists the functions that modules can import, grouped by the class that implements them. Types are
            written as in `cleanroom inspect`: i = i32, I = i64, d = f64. Integers are accepted in either width, and strings as pairs of address and length or as
            length-prefixed pointers, as the module declares; the types below need no conversion. The spellings `ns.fn` of `_ns_fn` and `ns.someName` of
            `ns.some_name` are accepted too.

            """);
        foreach (var group in catalog.Functions.GroupBy(function => function.Method.DeclaringType!).OrderBy(group => group.Key.Name, StringComparer.Ordinal))
        {
            page.Append($"\n## {Title(group.Key.Name)}\n\n");
            if (comments.TryGetValue("T:" + group.Key.FullName, out var summary)) page.Append($"{summary}\n\n");
            page.Append("| function | types | meaning |\n|---|---|---|\n");
            foreach (var function in group.OrderBy(function => function.Attribute.Name, StringComparer.Ordinal))
            {
                var names = string.Join(" ", function.Attribute.Aliases.Prepend(function.Attribute.Name).Select(name => $"`{name}`"));
                var module = function.Attribute.Module == "env" ? "" : $" (module `{function.Attribute.Module}`)";
                var types = string.Join(" ", function.Forms.Select(form => $"`{function.NaturalType(form)}`").Distinct());
                page.Append($"| {names}{module} | {types} | {Meaning(function.Method, comments).Replace("|", "\\|", StringComparison.Ordinal)} |\n");
            }
        }
        return page.ToString();
    }

    static string Meaning(MethodInfo method, Dictionary<string, string> comments)
    {
        var parameters = string.Join(",", method.GetParameters().Select(parameter => parameter.ParameterType == typeof(ReadOnlySpan<byte>) ? "System.ReadOnlySpan{System.Byte}" : parameter.ParameterType.FullName));
        var key = $"M:{method.DeclaringType!.FullName}.{method.Name}" + (parameters.Length == 0 ? "" : $"({parameters})");
        return comments.TryGetValue(key, out var text) ? text : throw new InvalidOperationException($"{key} has no documentation comment");
    }

    static string Title(string type) => Words().Replace(type[..^"Functions".Length], " $1").TrimStart();

    static Dictionary<string, string> Comments(Assembly assembly)
    {
        var document = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"));
        var members = document.Descendants("member").ToDictionary(member => member.Attribute("name")!.Value);
        var comments = new Dictionary<string, string>();
        foreach (var (name, member) in members)
        {
            // An overload may refer to the one that says what it means.
            var described = member.Element("inheritdoc")?.Attribute("cref") is { } reference && members.TryGetValue(reference.Value, out var other) ? other : member;
            if (described.Element("summary") is { } summary) comments[name] = Text(summary);
        }
        return comments;
    }

    static string Text(XElement summary) => Blank().Replace(string.Concat(summary.Nodes().Select(node => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element when element.Attribute("cref") is { } reference => $"`{reference.Value.Split('.')[^1]}`",
        XElement element => element.Value,
        _ => "",
    })), " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blank();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Words();
}
