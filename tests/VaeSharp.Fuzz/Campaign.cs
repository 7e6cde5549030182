using System.Diagnostics;

namespace VaeSharp.Fuzz;

/// <summary>Reads one changed seed after another until the time is over or a promise is broken.</summary>
/// <param name="target">Reads.</param>
/// <param name="seed">Of the changes.</param>
internal sealed class Campaign(FuzzTarget target, ulong seed)
{
    // What the first readings allocate once and for all is no one's input.
    private const int WarmUps = 2;

    /// <summary>How many inputs were read.</summary>
    public ulong Count { get; private set; }

    /// <summary>The input that is being read; what a hang hangs on.</summary>
    public byte[] Input { get; private set; } = [];

    /// <summary>The first fault, in words, which <see cref="Input"/> shows; null for none.</summary>
    public string? Run(TimeSpan time)
    {
        IReadOnlyList<byte[]> seeds = target.Seeds();
        for (int i = 0; i < WarmUps; i++)
        {
            foreach (byte[] sound in seeds)
            {
                Judge.FaultIn(target, sound);
            }
        }

        var mutator = new Mutator(seeds, seed);
        long begun = Stopwatch.GetTimestamp();
        do
        {
            Input = mutator.InputAt(Count++);
            if (Judge.FaultIn(target, Input) is { } fault)
            {
                return fault;
            }
        }
        while (Stopwatch.GetElapsedTime(begun) < time);

        return null;
    }

    /// <summary>The shortest input that is found to show the same kind of fault, by leaving out ever smaller pieces.</summary>
    public byte[] Smallest()
    {
        byte[] smallest = Input;
        for (int piece = Math.Max(1, smallest.Length / 2); piece > 0; piece /= 2)
        {
            for (int at = 0; at + piece <= smallest.Length;)
            {
                byte[] shorter = [.. smallest[..at], .. smallest[(at + piece)..]];
                if (Judge.FaultIn(target, shorter) is not null)
                {
                    smallest = shorter;
                }
                else
                {
                    at += piece;
                }
            }
        }

        return smallest;
    }
}
