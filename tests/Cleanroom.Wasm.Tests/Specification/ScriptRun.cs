using System.Globalization;
using System.IO.Compression;
using System.Text.Json;

namespace Cleanroom.Wasm.Tests.Specification;

/// <summary>Executes the commands of one script of the suite.</summary>
sealed class ScriptRun(ZipArchive archive, string script, EngineOptions? options = null) : IDisposable
{
    readonly Engine _engine = new(options);
    readonly Store _store = new() { SurvivesTraps = true };
    readonly Linker _linker = SpecTest.Define(new Linker());
    readonly Dictionary<string, Instance> _named = [];
    Instance? _current;

    public List<string> Failures { get; } = [];

    public int Commands { get; private set; }

    public void Dispose() => _store.Dispose();

    public void Execute()
    {
        using var document = JsonDocument.Parse(Read(script + ".json"));
        foreach (var command in document.RootElement.GetProperty("commands").EnumerateArray())
        {
            if (command.TryGetProperty("module_type", out var moduleType) && moduleType.GetString() == "text") continue;
            Commands++;
            try
            {
                Execute(command);
            }
            catch (Exception failure)
            {
                Failures.Add($"line {command.GetProperty("line")}: {command.GetProperty("type").GetString()}: {failure.GetType().Name}: {failure.Message}");
            }
        }
    }

    void Execute(JsonElement command)
    {
        switch (command.GetProperty("type").GetString())
        {
            case "module":
                _current = Instantiate(command);
                if (command.TryGetProperty("name", out var name)) _named[name.GetString()!] = _current;
                break;
            case "register": _linker.Define(command.GetProperty("as").GetString()!, Find(command)); break;
            case "action": Act(command.GetProperty("action")); break;
            case "assert_return":
                Compare(Act(command.GetProperty("action")), command.GetProperty("expected"));
                break;
            case "assert_trap":
                var text = command.GetProperty("text").GetString()!;
                var trap = Assert.Throws<TrapException>(() => Act(command.GetProperty("action")));
                Assert.True(text.StartsWith(trap.Message, StringComparison.Ordinal) || trap.Message.StartsWith(text, StringComparison.Ordinal), $"trap \"{text}\" expected, \"{trap.Message}\" found");
                break;
            case "assert_exhaustion":
                Assert.Equal(TrapKind.CallStackExhausted, Assert.Throws<TrapException>(() => Act(command.GetProperty("action"))).Kind);
                break;
            case "assert_invalid" or "assert_malformed":
                Assert.Throws<WasmFormatException>(() => _engine.Compile(ReadModule(command)));
                break;
            case "assert_unlinkable":
                Assert.Throws<LinkException>(() => Instantiate(command));
                break;
            case "assert_uninstantiable":
                Assert.NotEqual(TrapKind.HostDefect, Assert.Throws<TrapException>(() => Instantiate(command)).Kind);
                break;
            case var type: throw new InvalidOperationException($"unknown command {type}");
        }
    }

    Instance Instantiate(JsonElement command) => _linker.Instantiate(_store, _engine.Compile(ReadModule(command)));

    Value[] Act(JsonElement action)
    {
        var instance = action.TryGetProperty("module", out var module) ? _named[module.GetString()!] : _current!;
        var field = action.GetProperty("field").GetString()!;
        if (action.GetProperty("type").GetString() == "get") return [instance.GetGlobal(field)!.Value];
        return instance.GetFunction(field)!.Invoke([.. action.GetProperty("args").EnumerateArray().Select(Argument)]);
    }

    Instance Find(JsonElement command) => command.TryGetProperty("name", out var name) ? _named[name.GetString()!] : _current!;

    static Value Argument(JsonElement argument)
    {
        var text = argument.GetProperty("value").GetString()!;
        return argument.GetProperty("type").GetString() switch
        {
            "i32" => Value.FromInt32((int)ulong.Parse(text, CultureInfo.InvariantCulture)),
            "i64" => Value.FromInt64((long)ulong.Parse(text, CultureInfo.InvariantCulture)),
            "f32" => Value.FromBits(ValueType.F32, (int)uint.Parse(text, CultureInfo.InvariantCulture)),
            "f64" => Value.FromBits(ValueType.F64, (long)ulong.Parse(text, CultureInfo.InvariantCulture)),
            "funcref" => Value.FromFunction(null),
            "externref" => Value.FromExternal(text == "null" ? null : text),
            var type => throw new InvalidOperationException($"unknown type {type}"),
        };
    }

    static void Compare(Value[] results, JsonElement expected)
    {
        Assert.Equal(expected.GetArrayLength(), results.Length);
        var index = 0;
        foreach (var item in expected.EnumerateArray())
        {
            var result = results[index++];
            var type = item.GetProperty("type").GetString();
            var text = item.TryGetProperty("value", out var value) ? value.GetString()! : "";
            Assert.Equal(type, result.Type.Name());
            var matches = (type, text) switch
            {
                ("f32", "nan:canonical") => ((uint)result.AsBits() & 0x7FFFFFFF) == 0x7FC00000,
                ("f32", "nan:arithmetic") => ((uint)result.AsBits() & 0x7FC00000) == 0x7FC00000,
                ("f64", "nan:canonical") => ((ulong)result.AsBits() & 0x7FFFFFFFFFFFFFFF) == 0x7FF8000000000000,
                ("f64", "nan:arithmetic") => ((ulong)result.AsBits() & 0x7FF8000000000000) == 0x7FF8000000000000,
                ("funcref", "null") => result.AsFunction() is null,
                ("funcref", _) => result.AsFunction() is not null,
                ("externref", _) => (string?)result.AsExternal() == (text == "null" ? null : text),
                _ => result.AsBits() == (type is "i32" or "f32" ? uint.Parse(text, CultureInfo.InvariantCulture) : (long)ulong.Parse(text, CultureInfo.InvariantCulture)),
            };
            Assert.True(matches, $"{type} {text} expected, {result} found");
        }
    }

    byte[] ReadModule(JsonElement command) => Read(command.GetProperty("filename").GetString()!);

    byte[] Read(string name)
    {
        var entry = archive.GetEntry($"{script}/{name}") ?? throw new InvalidOperationException($"{name} is missing");
        using var stream = entry.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }
}
