using VaeSharp.Engine;
using Xunit;

namespace VaeSharp.Tests.Engine;

/// <summary>What the library does to a process that has handed itself over, and to one that has not.</summary>
public sealed class MachineTests
{
    [Fact]
    public void Tests_run_in_a_prepared_process() => Assert.True(Machine.IsPrepared);

    [Fact]
    public void Work_on_a_new_thread_flushes_denormals_there_for_good_once_prepared()
    {
        bool? before = null, within = null, after = null;
        var thread = new Thread(() =>
        {
            Denormals.Restore(0); // a new thread has what its maker has
            before = Denormals.AreFlushed();
            using (NativeWork.Begin())
            {
                within = Denormals.AreFlushed();
            }

            after = Denormals.AreFlushed();
        });
        thread.Start();
        thread.Join();

        bool supported = Denormals.AreFlushed();
        Assert.Equal((false, supported, supported), (before, within, after));
    }

    [Fact]
    public void What_was_flushed_can_be_put_back()
    {
        bool? restored = null;
        var thread = new Thread(() =>
        {
            Denormals.Restore(0);
            if (Denormals.Flush() is { } flags)
            {
                Denormals.Restore(flags);
            }

            restored = Denormals.AreFlushed();
        });
        thread.Start();
        thread.Join();

        Assert.False(restored);
    }
}
