using System.Text;
using System.Text.Json;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Database;
using Cleanroom.Bridge.Guests;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Database;

/// <summary>A real guest whose exports call the database functions; texts travel as its imports declare them.</summary>
sealed class DatabaseGuest : IDisposable
{
    static readonly Dictionary<string, CleanModule> Modules = [];

    readonly bool _isPrefixed;

    public DatabaseGuest(DatabaseSource? source, string form = "pairs", GuestOptions? options = null)
    {
        _isPrefixed = form.EndsWith("prefixed", StringComparison.Ordinal);
        options = (options ?? new GuestOptions()) with { Logger = Log };
        Guest = Module(form).CreateGuest(source is null ? options : options with { Database = source });
    }

    public Guest Guest { get; }

    public LogCollector Log { get; } = new();

    public string Query(string sql, string parameters = "") => Text("_db_query", sql, parameters);

    public long Execute(string sql, string parameters = "") => Number("_db_execute", sql, parameters);

    /// <summary>The rows of a query as JSON; fails with the answer when there is an error.</summary>
    public string Rows(string sql, string parameters = "") => Part(Query(sql, parameters), "data", "rows");

    /// <summary>The code of the error that a query answers.</summary>
    public string ErrorCode(string sql, string parameters = "") => CodeOf(Query(sql, parameters));

    public static string CodeOf(string answer)
    {
        using var document = JsonDocument.Parse(answer);
        Assert.False(document.RootElement.GetProperty("ok").GetBoolean(), answer);
        var error = document.RootElement.GetProperty("err");
        Assert.InRange(error.GetProperty("message").GetString()!.Length, 1, 200);
        Assert.Equal("{}", error.GetProperty("details").GetRawText());
        return error.GetProperty("code").GetString()!;
    }

    public static string Part(string answer, params string[] path)
    {
        using var document = JsonDocument.Parse(answer);
        Assert.True(document.RootElement.GetProperty("ok").GetBoolean(), answer);
        var element = document.RootElement;
        foreach (var name in path) element = element.GetProperty(name);
        return element.GetRawText();
    }

    /// <summary>Calls an export whose result is a text.</summary>
    public string Text(string name, params object[] arguments) => Encoding.UTF8.GetString(Guest.Memory.LengthPrefixed((uint)Number(name, arguments)));

    /// <summary>Calls an export whose result is a number, or nothing.</summary>
    public long Number(string name, params object[] arguments)
    {
        var function = Guest.Instance!.GetFunction(name)!;
        var values = new List<Value>();
        foreach (var argument in arguments)
        {
            if (argument is long number)
            {
                values.Add(Value.FromInt64(number));
                continue;
            }
            if (argument is not string text)
            {
                values.Add(Value.FromInt32(Convert.ToInt32(argument, System.Globalization.CultureInfo.InvariantCulture)));
                continue;
            }
            var address = (int)Guest.NewString(Encoding.UTF8.GetBytes(text)).Address;
            values.Add(Value.FromInt32(_isPrefixed ? address : address + 4));
            if (!_isPrefixed) values.Add(Value.FromInt32(Encoding.UTF8.GetByteCount(text)));
        }
        var result = function.Invoke([.. values]);
        return result.Length == 0 ? 0 : result[0].Type == ValueType.I64 ? result[0].AsInt64() : result[0].AsInt32();
    }

    public void Dispose() => Guest.Dispose();

    public static CleanModule Module(string form)
    {
        lock (Modules)
        {
            if (!Modules.TryGetValue(form, out var module))
                Modules[form] = module = CleanModule.Load(TestGuests.Read($"database_{form}"));
            return module;
        }
    }
}
