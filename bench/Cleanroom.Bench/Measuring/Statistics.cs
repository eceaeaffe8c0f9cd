namespace Cleanroom.Bench.Measuring;

/// <summary>The two numbers that summarize a series of measurements.</summary>
static class Statistics
{
    /// <summary>The median; the mean of the middle two where their number is even.</summary>
    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        if (sorted.Length == 0) throw new ArgumentException("No measurement to summarize.", nameof(values));
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    /// <summary>The geometric mean: the mean for ratios.</summary>
    public static double GeometricMean(IReadOnlyCollection<double> ratios) => Math.Exp(ratios.Average(Math.Log));
}
