using System.Text.Json.Serialization;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Modules;

namespace Cleanroom.Cli.Reports;

/// <summary>How reports become JSON, decided when this project is compiled.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(ModuleReport))]
[JsonSerializable(typeof(IReadOnlyList<HostFunctionDescription>))]
sealed partial class ReportJson : JsonSerializerContext;
