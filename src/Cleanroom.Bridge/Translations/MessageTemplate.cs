using System.Buffers;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Json;

namespace Cleanroom.Bridge.Translations;

/// <summary>Substitutes arguments in a text: <c>{name}</c> is replaced by the argument of that name; without one it is kept.</summary>
readonly ref struct MessageTemplate
{
    const int MaxArguments = 256;
    const int MaxName = 128;

    readonly Guest _guest;
    readonly ReadOnlySpan<byte> _count;
    readonly JsonTree? _arguments;

    /// <summary>Prepares arguments.</summary>
    /// <param name="guest">The guest; the result is written to its scratch buffer.</param>
    /// <param name="arguments">A JSON object; anything else counts as empty, and of a large one only the first members are used.</param>
    /// <param name="count">The value of <c>{count}</c> if no argument has that name; empty for none.</param>
    public MessageTemplate(Guest guest, ReadOnlySpan<byte> arguments, ReadOnlySpan<byte> count)
    {
        _guest = guest;
        _count = count;
        if (arguments.IsEmpty) return;
        var tree = guest.State<TranslationSession>().Arguments;
        if (tree.Parse(arguments) && tree.Root.Kind == JsonKind.Object) _arguments = tree;
    }

    /// <summary>Returns a new string with the arguments substituted.</summary>
    public GuestString Fill(ReadOnlySpan<byte> text)
    {
        if (_arguments is null && _count.IsEmpty || !text.Contains((byte)'{')) return _guest.NewResult(text);
        var output = _guest.Scratch;
        output.ResetWrittenCount();
        while (text.IndexOf((byte)'{') is >= 0 and var open)
        {
            Append(output, text[..open]);
            text = text[open..];
            var close = text[..Math.Min(text.Length, MaxName + 2)].IndexOf((byte)'}');
            if (close > 0 && TryAppendArgument(output, text[1..close]))
            {
                text = text[(close + 1)..];
                continue;
            }
            Append(output, text[..1]);
            text = text[1..];
        }
        Append(output, text);
        return _guest.NewResult(output.WrittenSpan);
    }

    bool TryAppendArgument(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> name)
    {
        if (_arguments is { } tree)
            for (int i = 0, member = tree.Root.Start; i < Math.Min(tree.Root.Length, MaxArguments); i++, member = tree[member].Next)
                if (tree.Bytes(tree[member]).SequenceEqual(name))
                {
                    JsonTreeText.WritePlain(tree, tree[member + 1], new JsonOutput(output));
                    _guest.RequireAllowed(output.WrittenCount);
                    return true;
                }
        if (_count.IsEmpty || !name.SequenceEqual("count"u8)) return false;
        Append(output, _count);
        return true;
    }

    void Append(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        _guest.RequireAllowed(output.WrittenCount + (long)bytes.Length);
        output.Write(bytes);
    }
}
