using System.Text;
using Cleanroom.Bridge.Grants;
using Cleanroom.Bridge.Guests;
using Cleanroom.Bridge.Modules;
using Cleanroom.Tests;
using Cleanroom.Wasm;

namespace Cleanroom.Bridge.Tests.Corpora;

/// <summary>Real programs of three compiler generations, run through the library.</summary>
public sealed class CorpusTests
{
    /// <summary>Programs that end with a trap after printing.</summary>
    static readonly string[] Trapping = ["10_onerror"];

    [Theory]
    [MemberData(nameof(Corpus.Programs), MemberType = typeof(Corpus))]
    public void Program_prints_its_expected_output(string program)
    {
        var expected = File.ReadAllText(Corpus.File(program, ".expected"));
        var folder = Directory.CreateTempSubdirectory("cleanroom-corpus-");
        try
        {
            using var output = new MemoryStream();
            var input = Corpus.Input(program) is { } bytes ? new MemoryStream(bytes) : null;
            var console = new GuestConsole(input, output, Stream.Null);
            using var guest = CleanModule.Load(File.ReadAllBytes(Corpus.File(program, ".wasm")))
                .CreateGuest(new GuestOptions { Console = console, Directories = [new DirectoryGrant(folder.FullName)] });
            var trap = Record.Exception(guest.RunEntryPoint);
            Assert.Equal(expected, Encoding.UTF8.GetString(output.ToArray()));
            if (Trapping.Contains(Path.GetFileName(program))) Assert.True(Assert.IsType<TrapException>(trap).Kind is TrapKind.Unreachable or TrapKind.IntegerDivideByZero);
            else Assert.Null(trap);
            Assert.Empty(folder.EnumerateFileSystemInfos());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [MemberData(nameof(Corpus.Rejected), MemberType = typeof(Corpus))]
    [Trait("Rule", "N10")]
    public void Invalid_module_is_refused_with_its_function(string module)
    {
        var error = Assert.Throws<WasmFormatException>(() => CleanModule.Load(File.ReadAllBytes(SharedData.Require("modules", "rejected", module))));
        Assert.True(error.Offset > 0);
        Assert.NotNull(error.FunctionName);
        Assert.Contains(error.FunctionName, error.Message, StringComparison.Ordinal);
    }
}
