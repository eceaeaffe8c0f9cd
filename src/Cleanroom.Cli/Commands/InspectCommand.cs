using System.CommandLine;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Modules;
using Cleanroom.Cli.Reports;
using Cleanroom.Cli.Terminal;
using Cleanroom.Server.Applications;

namespace Cleanroom.Cli.Commands;

/// <summary><c>cleanroom inspect FILE</c>: describes a module without running it, or lists what this host provides.</summary>
static class InspectCommand
{
    static readonly Argument<string?> File = ModuleFile.Validated(new Argument<string?>("FILE") { Description = "The WebAssembly module.", Arity = ArgumentArity.ZeroOrOne });

    static readonly Option<bool> Functions = new("--functions") { Description = "Lists the host functions that modules can import, instead of inspecting a module." };

    static readonly Option<string> Format = new Option<string>("--format")
    {
        HelpName = "text|json",
        Description = "The format of the report; json for scripts.",
        DefaultValueFactory = _ => "text",
    }.AcceptOnlyFromAmong("text", "json");

    /// <summary>Adds its arguments, its options and its action.</summary>
    public static void Configure(Command command)
    {
        command.Add(File);
        command.Add(Functions);
        command.Add(Format);
        command.Add(CommonOptions.Debug);
        command.Validators.Add(line =>
        {
            if (line.GetValue(File) is not null == line.GetValue(Functions)) line.AddError("inspect needs either a FILE or --functions");
        });
        var settings = new SettingOptions<GuestOptions>(command, GuestSettings.All.Where(setting => setting.Name == "abi"));
        command.SetAction(line => Inspect(line, settings));
    }

    static int Inspect(ParseResult line, SettingOptions<GuestOptions> settings)
    {
        var asJson = line.GetValue(Format) == "json";
        if (line.GetValue(File) is not { } file)
        {
            Report.Write(ServerFunctions.All, asJson);
            return ExitCode.Done;
        }
        ReadOnlyMemory<byte> bytes = default;
        try
        {
            var generation = settings.Read(line, new GuestOptions()).Generation;
            bytes = ModuleFile.Read(file);
            Report.Write(ModuleReport.Of(ServerFunctions.Load(bytes, generation), file), asJson);
            return ExitCode.Done;
        }
        catch (Exception failure)
        {
            return FailureReport.Write(file, bytes, failure, line.GetValue(CommonOptions.Debug));
        }
    }
}
