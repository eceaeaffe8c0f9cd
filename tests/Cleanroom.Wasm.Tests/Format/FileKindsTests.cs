using System.Text;

namespace Cleanroom.Wasm.Tests.Format;

/// <summary>What is no module is refused as what it is.</summary>
public sealed class FileKindsTests
{
    const string Text = "it is WebAssembly text (.wat): translate it into a binary module, for example with wat2wasm";
    const string Source = "it is a text file: if it is the source of a program, compile it to WebAssembly first";

    static string Reason(byte[] bytes) => Assert.Throws<WasmFormatException>(() => new Engine().Compile(bytes)).Reason;

    [Theory]
    [InlineData("(module)", Text)]
    [InlineData("\uFEFF \t\r\n(module $name (func))", Text)]
    [InlineData(";; a comment with (parentheses\n(; a block (; inside a block ;) ;) ( module", Text)]
    [InlineData("(component)", Text)]
    [InlineData("(; a block that does not end", Source)]
    [InlineData("functions:\n\tinteger double(integer n)\n\t\treturn n * 2 // ×\n", Source)]
    [InlineData("<!DOCTYPE html>", Source)]
    [InlineData("(modest)", Source)]
    public void Text_is_refused_as_text(string text, string expected) => Assert.Equal($"not a WebAssembly module: {expected}", Reason(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Long_text_is_recognised_wherever_its_sample_ends()
    {
        for (var shift = 0; shift < 5; shift++) Assert.EndsWith(Source, Reason(Encoding.UTF8.GetBytes(new string('a', shift) + string.Concat(Enumerable.Repeat("世界🌍", 500)))), StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_and_compressed_files_are_refused_as_such()
    {
        Assert.EndsWith("the file is empty", Reason([]), StringComparison.Ordinal);
        Assert.EndsWith("it is compressed with gzip: decompress it", Reason([0x1F, 0x8B, 8, 0]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new byte[] { 0x7F, 0x45, 0x4C, 0x46 })]
    [InlineData(new byte[] { 0x00, 0x61, 0x73 })]
    [InlineData(new byte[] { 0xC3, 0x28 })]
    public void Other_bytes_are_refused_for_the_magic_number(byte[] bytes) => Assert.Equal("not a WebAssembly module: magic number \\0asm not found", Reason(bytes));
}
