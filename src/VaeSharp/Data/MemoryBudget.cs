namespace VaeSharp.Data;

/// <summary>Lets so much work begin at a time as its memory allows; what wants more than all of it runs alone.</summary>
internal sealed class MemoryBudget
{
    private readonly object _gate = new(); // not a Lock: waiting work sleeps on it
    private readonly long _all;
    private long _left;

    /// <param name="bytes">That all work together may take.</param>
    public MemoryBudget(long bytes) => _all = _left = bytes;

    /// <summary>Waits until there is room; what is returned gives it back.</summary>
    public IDisposable Take(long wanted)
    {
        long share = Math.Min(wanted, _all);
        lock (_gate)
        {
            while (_left < share)
            {
                Monitor.Wait(_gate);
            }

            _left -= share;
            return new Held(this, share);
        }
    }

    private void Return(long share)
    {
        lock (_gate)
        {
            _left += share;
            Monitor.PulseAll(_gate);
        }
    }

    private sealed class Held(MemoryBudget budget, long share) : IDisposable
    {
        public void Dispose() => budget.Return(share);
    }
}
