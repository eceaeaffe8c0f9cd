using System.Globalization;
using System.Text;
using Cleanroom.Bridge.Binding;
using Cleanroom.Bridge.Guests;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Translations;

/// <summary>A real guest whose exports call the functions of translations and components; arguments travel as its imports declare them.</summary>
sealed class LocaleGuest : IDisposable
{
    static readonly Dictionary<string, CleanModule> Modules = [];

    readonly bool _isPrefixed;
    readonly IDisposable _owner;

    /// <summary>A guest of its own: a plain run.</summary>
    /// <param name="form"><c>pairs</c>, <c>wide</c> or <c>prefixed</c>.</param>
    /// <param name="options">Its options; the log is replaced.</param>
    public LocaleGuest(string form = "wide", GuestOptions? options = null)
    {
        _isPrefixed = form == "prefixed";
        Guest = Module(form).CreateGuest((options ?? new GuestOptions()) with { Logger = Log });
        _owner = Guest;
    }

    /// <summary>A guest of a pool; disposing ends its event.</summary>
    public LocaleGuest(GuestPool pool)
    {
        var lease = pool.Lease();
        Guest = lease.Guest;
        _owner = lease;
    }

    public Guest Guest { get; }

    public LogCollector Log { get; } = new();

    /// <summary>The guests of an application whose entry point has run.</summary>
    public static GuestPool Application(GuestOptions? options = null)
    {
        using var template = Module("pairs").CreateGuest(options ?? new GuestOptions());
        template.RunEntryPoint();
        return Module("pairs").CreatePool(template, options ?? new GuestOptions());
    }

    public void Load(string locale, string json) => Number("_i18n_load", locale, json);

    public void SetLocale(string locale) => Number("_i18n_set_locale", locale);

    public string Locale() => Text("_i18n_locale");

    public string Translate(string key, string arguments = "") => Text("_i18n_t", key, arguments);

    public string Translate(string key, long count, string arguments = "") => Text("_i18n_t_count", key, count, arguments);

    public string FormatNumber(double value, string locale = "", string options = "") => Text("_i18n_format_number", value, locale, options);

    public string FormatCurrency(double amount, string currency, string locale = "") => Text("_i18n_format_currency", amount, currency, locale);

    public string FormatDate(double milliseconds, string style, string locale = "") => Text("_i18n_format_date", milliseconds, style, locale);

    /// <summary>Calls an export whose result is a text.</summary>
    public string Text(string name, params object[] arguments) => Encoding.UTF8.GetString(Guest.Memory.LengthPrefixed((uint)Number(name, arguments)));

    /// <summary>Calls an export whose result is a number, or nothing.</summary>
    public long Number(string name, params object[] arguments)
    {
        var function = Guest.Instance!.GetFunction(name)!;
        var values = new List<Value>();
        foreach (var argument in arguments)
        {
            if (argument is string or byte[])
            {
                var bytes = argument as byte[] ?? Encoding.UTF8.GetBytes((string)argument);
                var address = (int)Guest.NewString(bytes).Address;
                values.Add(Value.FromInt32(_isPrefixed ? address : address + 4));
                if (!_isPrefixed) values.Add(Value.FromInt32(bytes.Length));
                continue;
            }
            values.Add(function.Type.Parameters[values.Count] switch
            {
                ValueType.F64 => Value.FromDouble(Convert.ToDouble(argument, CultureInfo.InvariantCulture)),
                ValueType.I64 => Value.FromInt64(Convert.ToInt64(argument, CultureInfo.InvariantCulture)),
                _ => Value.FromInt32(Convert.ToInt32(argument, CultureInfo.InvariantCulture)),
            });
        }
        var result = function.Invoke([.. values]);
        return result.Length == 0 ? 0 : result[0].Type == ValueType.I64 ? result[0].AsInt64() : result[0].AsInt32();
    }

    public void Dispose() => _owner.Dispose();

    static CleanModule Module(string form)
    {
        lock (Modules)
        {
            if (!Modules.TryGetValue(form, out var module))
                Modules[form] = module = CleanModule.Load(TestGuests.Read($"locale_{form}"));
            return module;
        }
    }
}
