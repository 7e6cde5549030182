using System.Runtime.ExceptionServices;

namespace VaeSharp.Data;

/// <summary>Independent work on all processors, whose failure looks as it would in a plain loop.</summary>
internal static class InParallel
{
    /// <summary>Calls <paramref name="work"/> with 0 to <paramref name="count"/> − 1.</summary>
    public static void For(int count, Action<int> work)
    {
        try
        {
            Parallel.For(0, count, work);
        }
        catch (AggregateException several)
        {
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
