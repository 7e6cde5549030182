using System.Runtime.CompilerServices;

namespace VaeSharp.Engine;

/// <summary>A stretch of computing with libtorch during which no number that it reads can be freed.</summary>
/// <remarks>
/// TorchSharp boxes each plain number of an operation as an object with a finaliser, and nothing keeps that object alive while
/// libtorch reads it: a collection that another thread starts at that moment lets .NET's finaliser thread free it. So that thread
/// is held while work goes on. A sentinel's own finaliser waits for the work's end; collections may come at any time, what they
/// find dead is freed afterwards. The thread is let go as soon as nobody works and it was held for a while; where work follows on
/// work without a gap, those who begin, and loops at <see cref="Breathe"/>, wait for that.
/// Stretches may be nested, and begin on several threads at once. <see cref="GC.WaitForPendingFinalizers"/> must not be called in one.
/// What all this costs is measured with the switch <c>VaeSharp.Engine.NativeWork</c> of <see cref="AppContext"/> at false, which
/// leaves it out: see bench/README.md.
/// </remarks>
internal readonly struct NativeWork : IDisposable
{
    // Beginning a hold costs a collection of the youngest generation; holding longer makes others' finalisers wait.
    private static readonly TimeSpan Hold = TimeSpan.FromMilliseconds(250);

    // After so long those who begin no longer wait for a gap: somebody's stretch is a long one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    // A stretch that waits for finalisers would wait for ever.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    private const string Switch = "VaeSharp.Engine.NativeWork";

    private static readonly object Gate = new();

    [ThreadStatic]
    private static int _depth;

    [ThreadStatic]
    private static bool _holds; // not where it is switched off, nor in a finaliser that computes: that would wait for itself

    private static int _working;
    private static int _finaliser; // the number of the finaliser thread, once known
    private static bool _held;
    private static long _heldSince;

    /// <summary>Begins a stretch on this thread, which ends with <see cref="Dispose"/> on the same thread.</summary>
    public static NativeWork Begin()
    {
        if (_depth++ == 0)
        {
            ComputingMode.Enter();
            Enter();
        }

        return default;
    }

    /// <summary>Between two steps of a long stretch, when this thread has no operation under way: lets waiting finalisers run where
    /// they have waited long enough, and keeps what libtorch reads within reach.</summary>
    public static void Breathe()
    {
        ExponentialPage.KeepMapped();
        if (_holds && Environment.TickCount64 - Volatile.Read(ref _heldSince) >= Hold.TotalMilliseconds)
        {
            Leave();
            Enter();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (--_depth == 0)
        {
            Leave();
            ComputingMode.Leave();
        }
    }

    private static void Enter()
    {
        _holds = Environment.CurrentManagedThreadId != Volatile.Read(ref _finaliser)
            && (!AppContext.TryGetSwitch(Switch, out bool on) || on);
        if (!_holds)
        {
            return;
        }

        lock (Gate)
        {
            long begun = Environment.TickCount64;
            while (_held && IsDue() && Environment.TickCount64 - begun < Patience.TotalMilliseconds)
            {
                Monitor.Wait(Gate, Patience);
            }

            while (!_held)
            {
                // Without the gate, as the sentinel takes it.
                Monitor.Exit(Gate);
                try
                {
                    MakeSentinel();
                    GC.Collect(0, GCCollectionMode.Forced, blocking: true);
                }
                finally
                {
                    Monitor.Enter(Gate);
                }

                if (!_held)
                {
                    Monitor.Wait(Gate, Hold);
                }
            }

            _working++;
        }
    }

    private static void Leave()
    {
        if (!_holds)
        {
            return;
        }

        _holds = false;
        lock (Gate)
        {
            if (--_working == 0 && IsDue())
            {
                Monitor.PulseAll(Gate);
            }
        }
    }

    private static bool IsDue() => Environment.TickCount64 - _heldSince >= Hold.TotalMilliseconds;

    // Not inlined, so that nothing on the stack refers to it any more.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeSentinel() => _ = new Sentinel();

    private sealed class Sentinel
    {
        ~Sentinel()
        {
            lock (Gate)
            {
                // Of several that were made at once, one is enough.
                if (_held)
                {
                    return;
                }

                Volatile.Write(ref _finaliser, Environment.CurrentManagedThreadId);
                _held = true;
                Volatile.Write(ref _heldSince, Environment.TickCount64);
                Monitor.PulseAll(Gate);
                while ((_working > 0 || !IsDue()) && Environment.TickCount64 - _heldSince < Longest.TotalMilliseconds)
                {
                    Monitor.Wait(Gate, Hold);
                }

                _held = false;
                Monitor.PulseAll(Gate);
            }
        }
    }
}
