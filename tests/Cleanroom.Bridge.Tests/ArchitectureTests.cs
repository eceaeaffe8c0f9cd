using System.Reflection;
using Cleanroom.Bridge.Database;

namespace Cleanroom.Bridge.Tests;

/// <summary>The folders of the bridge (docs/architecture.md).</summary>
public sealed class ArchitectureTests
{
    static readonly Assembly Assembly = typeof(DatabaseSource).Assembly;

    [Fact]
    public void Folders_of_the_database_use_its_core_and_not_one_another()
    {
        var edges = FolderDependencies.Of(Assembly, except: nameof(DatabaseEngines)).Edges.Where(static edge => IsOfDatabase(edge.From) && IsOfDatabase(edge.To));
        Assert.Empty(edges.Where(static edge => !UsableFrom(edge.From).Contains(edge.To)).Select(static edge => $"{edge.From} -> {edge.To}: {edge.Example}"));
    }

    [Fact]
    public void Engines_are_named_by_their_list_only()
    {
        var engines = DatabaseEngines.All.Select(static engine => engine.GetType().Namespace!["Cleanroom.Bridge.".Length..]).ToArray();
        var edges = FolderDependencies.Of(Assembly, except: nameof(DatabaseEngines)).Edges;
        Assert.Empty(edges.Where(edge => engines.Contains(edge.To)).Select(static edge => $"{edge.From} -> {edge.To}: {edge.Example}"));
        Assert.Equal(engines.Length, engines.Distinct().Count());
    }

    static bool IsOfDatabase(string folder) => folder == "Database" || folder.StartsWith("Database.", StringComparison.Ordinal);

    static string[] UsableFrom(string folder) => folder switch
    {
        "Database.Sql" => [],
        "Database" => ["Database.Sql"],
        _ => ["Database", "Database.Sql"],
    };
}
