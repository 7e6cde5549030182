namespace VaeSharp.Cli;

/// <summary>Whether to tell how long some work takes, before most of it is done: judged once, by its first second.</summary>
internal sealed class Beforehand
{
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastTold = TimeSpan.FromSeconds(5);

    private bool _judged;

    /// <summary>Asked after each part of the work; true at most once.</summary>
    /// <param name="elapsed">Since the work began.</param>
    /// <param name="left">What the rest takes, as far as it can be told.</param>
    public bool IsDue(TimeSpan elapsed, TimeSpan? left)
    {
        if (_judged || elapsed < Enough || left is null)
        {
            return false;
        }

        _judged = true;
        return left >= LeastTold;
    }
}
