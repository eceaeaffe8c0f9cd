using System.CommandLine;
using Cleanroom.Cli.Commands;
using Cleanroom.Cli.Reports;
using Cleanroom.Cli.Terminal;

namespace Cleanroom.Cli;

static class Program
{
    // A file name that starts with @ is a file, not a response file.
    static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null };

    static int Main(string[] arguments)
    {
        if (arguments.Length == 0)
        {
            StandardError.WriteLine("cleanroom: no command given: `cleanroom run FILE` runs a program, `cleanroom --help` lists the commands.");
            return ExitCode.Usage;
        }
        if (ProgramRun.RunPlain(arguments) is { } exitCode) return exitCode;
        arguments = WithVerb(arguments);
        var root = new RootCommand("Runs Clean Language programs compiled to WebAssembly. `cleanroom FILE` is short for `cleanroom run FILE`.");
        foreach (var verb in Verb.All) root.Add(verb.Create(verb.Name == arguments[0]));
        HelpAction.Use(root);
        var result = root.Parse(arguments, Parsing);
        var misread = OptionInPlaceOfFile(result);
        if (misread is not null || result.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            if (misread is not null) StandardError.WriteLine($"cleanroom: unknown option {misread}");
            else foreach (var error in result.Errors) StandardError.WriteLine($"cleanroom: {error.Message}");
            if ((misread ?? result.UnmatchedTokens.FirstOrDefault(static token => token.StartsWith('-'))) is { } unknown
                && NearestName.Of(unknown, result.CommandResult.Command.Options.SelectMany(static option => option.Aliases.Append(option.Name))) is { } suggestion)
                StandardError.WriteLine($"cleanroom: did you mean {suggestion}?");
            var given = result.CommandResult.Command == root ? "" : $" {result.CommandResult.Command.Name}";
            StandardError.WriteLine($"`cleanroom{given} --help` lists the options.");
            return ExitCode.Usage;
        }
        return Invoke(result);
    }

    static int Invoke(ParseResult result)
    {
        try
        {
            using var output = new StreamWriter(StandardStreams.Output, leaveOpen: true);
            return result.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = output });
        }
        catch (OutputException failure)
        {
            return FailureReport.Write("", default, failure, debug: false);
        }
    }

    // An unknown option before the file is parsed as the file.
    static string? OptionInPlaceOfFile(ParseResult result) =>
        result.Tokens.All(static token => token.Type != System.CommandLine.Parsing.TokenType.DoubleDash) && result.CommandResult.Command.Arguments is [{ } file, ..] && result.GetResult(file) is { Tokens: [{ Value: ['-', _, ..] value }, ..] } ? value : null;

    // The verb `run` is optional. A file with the name of a verb is run like this: `cleanroom run inspect`.
    static string[] WithVerb(string[] arguments)
    {
        if (Verb.All.Any(verb => verb.Name == arguments[0])) return arguments;
        return arguments[0] is "--help" or "-h" or "-?" or "/?" or "/h" or "--version" ? arguments : ["run", .. arguments];
    }
}
