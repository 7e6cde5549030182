using VaeSharp.Engine.Kernels;

namespace VaeSharp.Engine;

/// <summary>What a thread computes with while the library works on it, so that bits depend on no setting of the host.</summary>
/// <remarks>After <see cref="Machine.Prepare"/> a thread enters once and stays; before, it leaves with what it had.</remarks>
internal static class ComputingMode
{
    private static readonly object Gate = new();
    private static int _guests;
    private static bool _hadNnpack;

    [ThreadStatic]
    private static bool _stays;

    [ThreadStatic]
    private static uint? _before;

    /// <summary>At the beginning of a stretch of work on this thread.</summary>
    internal static void Enter()
    {
        if (_stays)
        {
            return;
        }

        _before = Denormals.Flush();
        if (Machine.IsPrepared)
        {
            _stays = true;
            return;
        }

        lock (Gate)
        {
            if (_guests++ == 0)
            {
                _hadNnpack = NativeContext.UsesNnpack();
                NativeContext.UseNnpack(false);
            }
        }
    }

    /// <summary>At its end.</summary>
    internal static void Leave()
    {
        if (_stays)
        {
            return;
        }

        if (_before is { } flags)
        {
            Denormals.Restore(flags);
        }

        lock (Gate)
        {
            if (--_guests == 0 && !Machine.IsPrepared)
            {
                NativeContext.UseNnpack(_hadNnpack);
            }
        }
    }
}
