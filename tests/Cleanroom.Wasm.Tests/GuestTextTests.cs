namespace Cleanroom.Wasm.Tests;

/// <summary>The committed binaries of the guests are those of their texts.</summary>
public sealed class GuestTextTests
{
    public static TheoryData<string> Names() => [.. Directory.GetFiles(TestGuests.Folder, "*.wat").Select(file => Path.GetFileNameWithoutExtension(file)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Guest_rebuilt_from_its_text_has_the_committed_bytes(string name) =>
        Assert.Equal(Assembler.Build(Path.Combine(TestGuests.Folder, name + ".wat"), "--debug-names"), TestGuests.Read(name));
}
