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

    /// <summary>From now on, on this thread and on those that libtorch computes with; does nothing where glibc on
    /// x86-64 is not beneath us.</summary>
    internal static void Flush()
    {
        if (OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64)
        {
            FlushThisThread();
            OpenMp.Run(Threads.Count, _ => FlushThisThread());
        }
    }

    private static void FlushThisThread()
    {
        try
        {
            Span<byte> state = stackalloc byte[StateSize];
            if (GetState(state) == 0)
            {
                Span<byte> control = state[ControlOffset..];
                uint flags = BinaryPrimitives.ReadUInt32LittleEndian(control);
                BinaryPrimitives.WriteUInt32LittleEndian(control, flags | FlushToZero | DenormalsAreZero);
                _ = SetState(state);
            }
        }
        catch (Exception fault) when (fault is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library: slower, and right.
        }
    }

    [LibraryImport("libm.so.6", EntryPoint = "fegetenv")]
    private static partial int GetState(Span<byte> state);

    [LibraryImport("libm.so.6", EntryPoint = "fesetenv")]
    private static partial int SetState(ReadOnlySpan<byte> state);
}
