using System.Globalization;

namespace VaeSharp.Runs;

/// <summary>How far one stage of some work is.</summary>
/// <param name="Stage">What is being done, such as "Encoding".</param>
/// <param name="Share">Of the stage, from 0 to 1.</param>
/// <param name="Size">How much the stage has to do, such as "60000 images".</param>
internal readonly record struct StageProgress(string Stage, double Share, string Size);

/// <summary>Progress of the stages that some work consists of.</summary>
internal static class Stages
{
    /// <summary>Progress of one stage, reported as part of the whole; null where nobody listens.</summary>
    /// <param name="all">Hears of all stages.</param>
    /// <param name="name">What is being done.</param>
    /// <param name="size">How much there is to do.</param>
    internal static IProgress<double>? Stage(this IProgress<StageProgress>? all, string name, string size = "") =>
        all is null ? null : new One(all, name, size);

    /// <summary>So many images, in words.</summary>
    internal static string Images(int count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? "image" : "images")}");

    // System.Progress posts to the thread pool: reports would come late and in disorder.
    private sealed class One(IProgress<StageProgress> all, string name, string size) : IProgress<double>
    {
        public void Report(double value) => all.Report(new StageProgress(name, value, size));
    }
}
