using System.Runtime.InteropServices;
using VaeSharp.Engine;
using Xunit;

namespace VaeSharp.Tests.Engine;

public sealed class ProcessMemoryTests
{
    [Fact]
    public void Memory_that_is_touched_is_counted_until_it_is_freed_and_the_peak_is_kept()
    {
        const int bytes = 200 << 20;
        const long most = bytes * 9L / 10;

        // What earlier tests left must not be given back between two readings: no collection comes, and the finaliser thread is
        // held while a test runs, so that waiting for it would last as long as it may be held.
        Assert.True(GC.TryStartNoGCRegion(1 << 20));
        long before = ProcessMemory.Resident();
        nint block = Marshal.AllocHGlobal(bytes);
        for (int i = 0; i < bytes; i += 4096)
        {
            Marshal.WriteByte(block, i, 1);
        }

        long touched = ProcessMemory.Resident();
        Marshal.FreeHGlobal(block);
        long after = ProcessMemory.Resident();
        GC.EndNoGCRegion();

        Assert.InRange(touched, before + most, long.MaxValue);
        Assert.InRange(after, 0, touched - most);
        Assert.InRange(ProcessMemory.PeakResident(), before + most, long.MaxValue);
    }
}
