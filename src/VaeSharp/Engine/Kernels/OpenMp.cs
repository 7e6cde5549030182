using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace VaeSharp.Engine.Kernels;

/// <summary>Runs our own loops on libtorch's own threads.</summary>
/// <remarks>
/// A pool of our own would fight with libtorch's, whose threads wait for work by spinning: on two cores each switch
/// would cost a time slice. libtorch for Linux brings libgomp, whose GOMP_parallel is the entry that compilers call.
/// </remarks>
internal static unsafe class OpenMp
{
    private static readonly delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<void*, void>, void*, uint, uint, void>
        Parallel = Find();

    /// <summary>Whether such a pool is here.</summary>
    internal static bool IsAvailable => Parallel != null;

    /// <summary>Calls <paramref name="body"/> once on each thread, with one number each: 0, 1, …; without a pool, once.</summary>
    internal static void Run(int threads, Action<int> body)
    {
        if (threads <= 1 || !IsAvailable)
        {
            body(0);
            return;
        }

        var task = new Task(body);
        var handle = GCHandle.Alloc(task);
        Parallel(&Enter, (void*)GCHandle.ToIntPtr(handle), (uint)threads, 0);
        handle.Free();
        if (task.Fault is { } fault)
        {
            throw new InvalidOperationException("A parallel loop failed: " + fault.Message, fault);
        }
    }

    /// <summary>Calls <paramref name="body"/> for ranges that together are 0 … count − 1, on all of libtorch's threads.</summary>
    /// <param name="count">How many items.</param>
    /// <param name="grain">Items of one call; where the ranges lie does not depend on the number of threads.</param>
    /// <param name="body">Gets the first item and the one after the last.</param>
    internal static void For(int count, int grain, Action<int, int> body)
    {
        int chunks = (count + grain - 1) / grain;
        int next = 0;
        Run(Math.Min(Threads.Count, chunks), _ =>
        {
            int chunk;
            while ((chunk = Interlocked.Increment(ref next) - 1) < chunks)
            {
                body(chunk * grain, Math.Min(count, (chunk + 1) * grain));
            }
        });
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Enter(void* argument)
    {
        var task = (Task)GCHandle.FromIntPtr((nint)argument).Target!;
        try
        {
            task.Body(Interlocked.Increment(ref task.Entered) - 1);
        }
        catch (Exception fault)
        {
            // Nothing may pass through native frames.
            task.Fault = fault;
        }
    }

    private static delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<void*, void>, void*, uint, uint, void> Find()
    {
        LibTorch.EnsureLoaded();
        return OperatingSystem.IsLinux() && LibTorch.FindExport("GOMP_parallel", out nint address)
            ? (delegate* unmanaged[Cdecl]<delegate* unmanaged[Cdecl]<void*, void>, void*, uint, uint, void>)address
            : null;
    }

    private sealed class Task(Action<int> body)
    {
        public Action<int> Body { get; } = body;

        public int Entered;

        public volatile Exception? Fault;
    }
}
