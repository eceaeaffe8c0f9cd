using Cleanroom.Bench.Compiling;
using Cleanroom.Bench.Measuring;

namespace Cleanroom.Bench.Scale;

/// <summary>Larger modules: from the bytes to IL, and to the first answer of one function.</summary>
static class ModuleScale
{
    const int Rounds = 5, PieceBytes = 300;

    public static void Write(ScaleOptions options)
    {
        Console.WriteLine($"{"module",-12} {"to IL ms",9} {"answer ms",10} {"IL µs/KB",9}");
        foreach (var kilobytes in (int[])[25, 100, 400, 1_600, 5_000])
        {
            var module = GeneratedModule.Make(GeneratedWork.Memory, kilobytes << 10, PieceBytes);
            var (compiled, answered) = (new List<double>(), new List<double>());
            for (var round = 0; round <= Rounds; round++)
            {
                var (toIl, _, answer) = StartupCommand.Generated(module.Bytes, "first");
                // The first round warms up.
                if (round == 0) continue;
                compiled.Add(toIl / 1000);
                answered.Add(answer / 1000);
            }
            Console.WriteLine($"{kilobytes,9:N0} KB {Statistics.Median(compiled),9:F1} {Statistics.Median(answered),10:F1} {Statistics.Median(compiled) * 1000 / kilobytes,9:F1}");
        }
    }
}
