namespace VaeSharp.Runs;

/// <summary>How far one stage of some work is.</summary>
/// <param name="Stage">What is being done, such as "Encoding".</param>
/// <param name="Share">Of the stage, from 0 to 1.</param>
internal readonly record struct StageProgress(string Stage, double Share);

/// <summary>Progress of the stages that some work consists of.</summary>
internal static class Stages
{
    /// <summary>Progress of one stage, reported as part of the whole; null where nobody listens.</summary>
    internal static IProgress<double>? Stage(this IProgress<StageProgress>? all, string name) =>
        all is null ? null : new One(all, name);

    // System.Progress posts to the thread pool: reports would come late and in disorder.
    private sealed class One(IProgress<StageProgress> all, string name) : IProgress<double>
    {
        public void Report(double value) => all.Report(new StageProgress(name, value));
    }
}
