using System.Globalization;
using System.Text;
using Cleanroom.Wasm.Model;

namespace Cleanroom.Wasm.Tests.Model;

/// <summary>The enumeration of the instructions is made from their rows, so that a number and a name stand in one place.</summary>
public sealed class OpcodeTests
{
    const string Head = """
        namespace Cleanroom.Wasm.Model;

        /// <summary>The instructions by name. Generated from the rows of <see cref="OpcodeTable"/> by OpcodeTests, with CLEANROOM_WRITE_DOCS=1.</summary>
        enum Opcode : ushort
        {

        """;

    [Fact]
    public void Opcodes_are_those_of_the_rows()
    {
        var file = Path.Combine(SharedData.Repository, "src", "Cleanroom.Wasm", "Model", "Opcode.cs");
        var made = new StringBuilder(Head.ReplaceLineEndings("\n"));
        foreach (var number in Enumerable.Range(0, 0x100).Concat(Enumerable.Range(0xFC00, 0x400)))
            if (OpcodeTable.Find(number) is { } row) made.Append(CultureInfo.InvariantCulture, $"    {NameOf(row)} = 0x{number:X2},\n");
        made.Append("}\n");

        if (Environment.GetEnvironmentVariable("CLEANROOM_WRITE_DOCS") == "1") File.WriteAllText(file, made.ToString());
        Assert.True(File.ReadAllText(file).ReplaceLineEndings("\n") == made.ToString(), "Model/Opcode.cs is stale: run this test with CLEANROOM_WRITE_DOCS=1");
    }

    // i32.trunc_sat_f32_s: I32TruncSatF32S.
    static string NameOf(OpcodeRow row) => string.Concat(row.Name.Split('.', '_', ' ', '(', ')').Where(static part => part != "").Select(static part => char.ToUpperInvariant(part[0]) + part[1..]));
}
