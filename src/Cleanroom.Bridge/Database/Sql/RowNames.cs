using System.Buffers;
using System.Text;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Database.Sql;

/// <summary>The names of a result's columns, as they stand in front of the values.</summary>
public sealed class RowNames
{
    readonly string[] _names;
    readonly byte[][] _prefixes;

    /// <summary>The names in the order of the columns.</summary>
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

    /// <summary>How many there are.</summary>
    public int Count => _names.Length;

    /// <summary>What stands in front of a value: brace or comma, name and colon.</summary>
    public ReadOnlySpan<byte> this[int column] => _prefixes[column];

    /// <summary>The last column of a name, or −1.</summary>
    public int IndexOf(string name) => Array.LastIndexOf(_names, name);
}
