using System.CommandLine;

namespace Cleanroom.Bench;

/// <summary>Options that count something.</summary>
static class PositiveOption
{
    /// <summary>An option whose value is at least 1.</summary>
    public static Option<int> Create(string name, string description, int otherwise)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => otherwise };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError($"{name} must be at least 1.");
        });
        return option;
    }
}
