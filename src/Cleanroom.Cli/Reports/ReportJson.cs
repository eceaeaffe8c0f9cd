using System.Text.Json.Serialization;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Modules;

namespace Cleanroom.Cli.Reports;

/// <summary>The JSON serialization of reports, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ModuleReport))]
[JsonSerializable(typeof(IReadOnlyList<HostFunctionDescription>))]
sealed partial class ReportJson : JsonSerializerContext;
