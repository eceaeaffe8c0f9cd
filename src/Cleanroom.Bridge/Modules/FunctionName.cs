namespace Cleanroom.Bridge.Modules;

/// <summary>The names under which modules import host functions.</summary>
static class FunctionName
{
    /// <summary>Returns the other spellings of a name: <c>ns.fn</c> for <c>_ns_fn</c>, and <c>ns.someName</c> for <c>ns.some_name</c>.</summary>
    public static IEnumerable<string> Spellings(string name)
    {
        var dotted = name;
        if (name.StartsWith('_') && name.IndexOf('_', 1) is > 1 and var second && second < name.Length - 1)
        {
            dotted = $"{name[1..second]}.{name[(second + 1)..]}";
            yield return dotted;
        }
        var dot = dotted.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || dotted.IndexOf('_', dot) < 0) yield break;
        var parts = dotted[(dot + 1)..].Split('_');
        yield return dotted[..(dot + 1)] + parts[0] + string.Concat(parts[1..].Select(part => part.Length == 0 ? "" : char.ToUpperInvariant(part[0]) + part[1..]));
    }
}
