using System.Buffers.Binary;
using System.Runtime.InteropServices;
using VaeSharp.Engine.Kernels;

namespace VaeSharp.Engine;

/// <summary>Lets the processor take numbers below 1.2e-38 for zero.</summary>
/// <remarks>
/// x86 computes with such numbers many times slower, and training comes to make them: exp(−x) within silu is one
/// wherever a feature lies between 87 and 103, which features of residual networks reach after some thousand steps.
/// docs/performance.md has the figures. The mode belongs to a thread.
/// </remarks>
internal static partial class Denormals
{
    // fenv.h of glibc on x86-64: 28 bytes of the old unit's state, then MXCSR.
    private const int StateSize = 32;
    private const int ControlOffset = 28;
    private const uint FlushToZero = 1 << 15;
    private const uint DenormalsAreZero = 1 << 6;

    /// <summary>From now on, on this thread and on those that libtorch computes with for it.</summary>
    /// <returns>What this thread had before, for <see cref="Restore"/>; null where glibc on x86-64 is not beneath us, and nothing was
    /// done.</returns>
    internal static uint? Flush()
    {
        uint? before = Change(_ => FlushToZero | DenormalsAreZero);
        if (before is not null)
        {
            OpenMp.Run(Threads.Count, _ => Change(_ => FlushToZero | DenormalsAreZero));
        }

        return before;
    }

    /// <summary>As it was before, on the same threads.</summary>
    /// <param name="flags">What <see cref="Flush"/> returned.</param>
    internal static void Restore(uint flags)
    {
        if ((flags & (FlushToZero | DenormalsAreZero)) != (FlushToZero | DenormalsAreZero))
        {
            OpenMp.Run(Threads.Count, _ => Change(_ => flags));
        }
    }

    /// <summary>Whether this thread takes such numbers for zero now.</summary>
    internal static bool AreFlushed() => Change(flags => flags) is { } now && (now & FlushToZero) != 0;

    // Sets the two flags of this thread to those of what is returned, and gives all flags that it had.
    private static uint? Change(Func<uint, uint> flagsOf)
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return null;
        }

        try
        {
            Span<byte> state = stackalloc byte[StateSize];
            if (GetState(state) != 0)
            {
                return null;
            }

            const uint both = FlushToZero | DenormalsAreZero;
            Span<byte> control = state[ControlOffset..];
            uint before = BinaryPrimitives.ReadUInt32LittleEndian(control);
            uint after = (before & ~both) | (flagsOf(before) & both);
            if (after != before)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(control, after);
                _ = SetState(state);
            }

            return before;
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            return null; // another C library: slower, and right
        }
    }

    [LibraryImport("libm.so.6", EntryPoint = "fegetenv")]
    private static partial int GetState(Span<byte> state);

    [LibraryImport("libm.so.6", EntryPoint = "fesetenv")]
    private static partial int SetState(ReadOnlySpan<byte> state);
}
