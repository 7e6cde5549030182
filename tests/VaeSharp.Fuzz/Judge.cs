namespace VaeSharp.Fuzz;

/// <summary>Holds one reading of one input against what its target promises.</summary>
internal static class Judge
{
    /// <summary>The longest that an input may take of a processor's time, whatever else the machine does. Inputs have some kilobytes.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    /// <summary>What is wrong with the reading, in words; null where the promises hold.</summary>
    public static string? FaultIn(FuzzTarget target, byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        TimeSpan begun = Environment.CpuUsage.TotalTime;
        Exception? answer = AnswerTo(target, input);
        TimeSpan took = Environment.CpuUsage.TotalTime - begun;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return answer is not null && !target.IsDocumented(answer) ? $"it answers with {answer}"
            : allocated > target.MostAllocated(input.Length)
                ? $"it allocates {allocated} bytes; expected at most {target.MostAllocated(input.Length)}"
            : took > Longest ? $"it takes {took.TotalSeconds:F1} s; expected at most {Longest.TotalSeconds:F0}"
            : null;
    }

    private static Exception? AnswerTo(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Read(input);
            return null;
        }
        catch (Exception answer)
        {
            return answer;
        }
    }
}
