using System.Text;

namespace Cleanroom.Bridge.Modules;

/// <summary>A section of a module's binary.</summary>
/// <param name="Name">Its name in the specification, or the name of a custom section.</param>
/// <param name="IsCustom">True for a custom section.</param>
/// <param name="Content">Its bytes; for a custom section those after its name.</param>
/// <param name="Size">Its size according to the section header.</param>
public sealed record ModuleSection(string Name, bool IsCustom, ReadOnlyMemory<byte> Content, int Size);

/// <summary>Lists sections without decoding their content. Also works for invalid modules, up to the first damaged section.</summary>
public static class ModuleSections
{
    const int HeaderSize = 8;

    static readonly string[] Names = ["custom", "type", "import", "function", "table", "memory", "global", "export", "start", "element", "code", "data", "data count"];

    /// <summary>Returns the sections of a module up to the first damaged one.</summary>
    public static IReadOnlyList<ModuleSection> Of(ReadOnlyMemory<byte> module)
    {
        var sections = new List<ModuleSection>();
        if (module.Length < HeaderSize || !module.Span.StartsWith("\0asm"u8)) return sections;
        var at = HeaderSize;
        while (at < module.Length)
        {
            var id = module.Span[at++];
            if (id >= Names.Length || !TryReadSize(module.Span, ref at, out var size)) break;
            var content = module.Slice(at, size);
            at += size;
            if (id != 0)
            {
                sections.Add(new ModuleSection(Names[id], false, content, size));
                continue;
            }
            var afterName = 0;
            if (!TryReadSize(content.Span, ref afterName, out var nameSize)) break;
            sections.Add(new ModuleSection(Encoding.UTF8.GetString(content.Span.Slice(afterName, nameSize)), true, content[(afterName + nameSize)..], size));
        }
        return sections;
    }

    static bool TryReadSize(ReadOnlySpan<byte> bytes, ref int at, out int size)
    {
        size = 0;
        ulong value = 0;
        for (var shift = 0; shift < 35 && at < bytes.Length; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                size = (int)Math.Min(value, int.MaxValue);
                return size <= bytes.Length - at;
            }
        }
        return false;
    }
}
