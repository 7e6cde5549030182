using VaeSharp.Engine;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Engine;

/// <summary>Numbers that libtorch reads are not freed meanwhile, whatever other threads allocate and collect.</summary>
[Collection(AloneCollection.Name)]
public sealed class NativeWorkTests
{
    private static readonly List<byte[]> Garbage = [];

    [Fact]
    public void No_number_is_freed_while_others_allocate_and_collect()
    {
        using var stop = new CancellationTokenSource();
        Thread[] others = [Repeat(Allocate, stop.Token)];
        try
        {
            for (long until = Environment.TickCount64 + 4_000; Environment.TickCount64 < until;)
            {
                using NativeWork work = NativeWork.Begin();
                using var scope = NewDisposeScope();
                Tensor x = ones(8);
                for (int i = 1; i <= 50; i++)
                {
                    Tensor y = (x * (0.5 * i)) + 2.5;
                    Assert.Equal((0.5 * i) + 2.5, y[3].item<float>(), 1e-5);
                }
            }
        }
        finally
        {
            stop.Cancel();
            Array.ForEach(others, thread => thread.Join());
        }
    }

    [Fact]
    public void Finalisers_of_others_run_between_stretches_that_follow_without_a_gap()
    {
        using var stop = new CancellationTokenSource();
        Action work = () =>
        {
            using NativeWork stretch = NativeWork.Begin();
            Thread.Sleep(5);
        };
        Thread[] workers = [Repeat(work, stop.Token), Repeat(work, stop.Token)];
        int seen = Finalised.Count;
        for (int i = 0; i < 200 && Finalised.Count < seen + 3; i++)
        {
            Finalised.Make();
            GC.Collect(2);
            Thread.Sleep(50);
        }

        stop.Cancel();
        Array.ForEach(workers, thread => thread.Join());
        Assert.True(Finalised.Count >= seen + 3, $"{Finalised.Count - seen} finalisers ran");
    }

    [Fact]
    public void Nothing_is_finalised_in_a_stretch_and_all_is_after_it()
    {
        int before;
        using (NativeWork.Begin())
        {
            before = Finalised.Count;
            Finalised.Make();
            GC.Collect(2);
            using (NativeWork.Begin())
            {
                Thread.Sleep(400); // longer than a hold lasts when nobody works
            }

            Assert.Equal(before, Finalised.Count);
        }

        SpinWait.SpinUntil(() => Finalised.Count > before, TimeSpan.FromSeconds(20));
        Assert.True(Finalised.Count > before);
    }

    [Fact]
    public void A_loop_that_breathes_lets_finalisers_run()
    {
        using NativeWork work = NativeWork.Begin();
        int before = Finalised.Count;
        Finalised.Make();
        GC.Collect(2);
        for (int i = 0; i < 400 && Finalised.Count == before; i++)
        {
            Thread.Sleep(10);
            NativeWork.Breathe();
        }

        Assert.True(Finalised.Count > before);
    }

    // Small objects that live for a while: what is collected beside them is soon finalised.
    private static void Allocate()
    {
        Garbage.Add(new byte[100]);
        if (Garbage.Count > 100_000)
        {
            Garbage.Clear();
        }
    }

    private static Thread Repeat(Action action, CancellationToken stop)
    {
        var thread = new Thread(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                action();
            }
        });
        thread.Start();
        return thread;
    }

    private sealed class Finalised
    {
        private static int _count;

        public static int Count => Volatile.Read(ref _count);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        public static void Make() => _ = new Finalised();

        ~Finalised() => Interlocked.Increment(ref _count);
    }
}
