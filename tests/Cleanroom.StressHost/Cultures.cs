using System.Globalization;
using System.Text;
using Cleanroom.Bridge;
using Cleanroom.Bridge.Guests;
using Cleanroom.Wasm;

namespace Cleanroom.StressHost;

/// <summary>Formats numbers, amounts and dates of every culture that the runtime has, through a guest, and prints those of some.</summary>
sealed class Cultures
{
    const int ArgumentsAt = 32768;

    static readonly string[] Shown = ["en", "de", "de-CH", "fr-CA", "hi", "ja", "th-TH", "fa-IR", "de-XX", "xx"];
    static readonly double[] Values = [0, -1234567.891, 1e300, double.NaN, double.NegativeInfinity, 1704205445678, -62135596800000, 253402300799999, -2e13, 1e13];
    static readonly string[] Styles = ["short", "medium", "long", "full", "EEEE d. MMMM yyyy HH:mm a", "%A %B %Y"];

    readonly Guest _guest;
    readonly Memory _memory;

    public Cultures(string guest)
    {
        _guest = CleanModule.Load(File.ReadAllBytes(guest)).CreateGuest(new GuestOptions());
        _memory = _guest.Instance!.GetMemory("memory")!;
    }

    public int Run()
    {
        foreach (var locale in Shown)
        {
            string[] texts =
            [
                Format("_i18n_format_number", -1234567.891, locale, ""), Format("_i18n_format_number", 0.256, locale, """{"style":"percent"}"""),
                Format("_i18n_format_currency", 1234.5, "EUR", locale), Format("_i18n_format_currency", 1234.5, "USD", locale),
                .. Styles[..5].Select(style => Format("_i18n_format_date", 1704205445678, style, locale)),
            ];
            Console.WriteLine($"{locale} | {string.Join(" | ", texts)}");
        }
        var cultures = CultureInfo.GetCultures(CultureTypes.AllCultures);
        foreach (var culture in cultures) FormatAll(culture.Name);
        Console.WriteLine($"{cultures.Length} cultures");
        return 0;
    }

    void FormatAll(string locale)
    {
        foreach (var value in Values)
        {
            Format("_i18n_format_number", value, locale, """{"style":"percent","minimumFractionDigits":20}""");
            Format("_i18n_format_currency", value, "BHD", locale);
            foreach (var style in Styles) Format("_i18n_format_date", value, style, locale);
        }
    }

    string Format(string export, double value, string first, string second)
    {
        var (one, two) = (Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second));
        one.CopyTo(_memory.Slice(ArgumentsAt, (uint)one.Length));
        two.CopyTo(_memory.Slice((uint)(ArgumentsAt + one.Length), (uint)two.Length));
        // Every result goes to the same place: the heap starts anew.
        _guest.Instance!.GetGlobal("__heap_ptr")!.Int32 = 2 * ArgumentsAt;
        var result = _guest.Instance!.GetFunction(export)!.Invoke(
            [Value.FromDouble(value), Value.FromInt32(ArgumentsAt), Value.FromInt32(one.Length), Value.FromInt32(ArgumentsAt + one.Length), Value.FromInt32(two.Length)]);
        var address = (uint)result[0].AsInt32();
        return Encoding.UTF8.GetString(_memory.Slice(address + 4, BitConverter.ToUInt32(_memory.Slice(address, 4))));
    }
}
