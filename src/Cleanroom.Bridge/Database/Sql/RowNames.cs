using System.Buffers;
using System.Text;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>The column names of a result, encoded as prefixes of the values.</summary>
public sealed class RowNames
{
    readonly string[] _names;
    readonly byte[][] _prefixes;

    /// <summary>Creates the names in the order of the columns.</summary>
    public RowNames(params string[] names)
    {
        _names = names;
        _prefixes = new byte[names.Length][];
        var encoded = new ArrayBufferWriter<byte>();
        for (var i = 0; i < names.Length; i++)
        {
            encoded.ResetWrittenCount();
            var output = new JsonOutput(encoded);
            output.Raw(i == 0 ? "{"u8 : ","u8);
            output.Name(Encoding.UTF8.GetBytes(names[i]));
            _prefixes[i] = encoded.WrittenSpan.ToArray();
        }
    }

    /// <summary>Number of columns.</summary>
    public int Count => _names.Length;

    /// <summary>The prefix of a value: brace or comma, name and colon.</summary>
    public ReadOnlySpan<byte> this[int column] => _prefixes[column];

    /// <summary>Returns the last column with a name, or −1.</summary>
    public int IndexOf(string name) => Array.LastIndexOf(_names, name);
}
