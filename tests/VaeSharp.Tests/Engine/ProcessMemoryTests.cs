using VaeSharp.Engine;
using Xunit;

namespace VaeSharp.Tests.Engine;

public sealed class ProcessMemoryTests
{
    [Fact]
    public void Memory_that_is_touched_is_counted_and_the_peak_is_kept()
    {
        const int bytes = 200 << 20;
        long before = ProcessMemory.Resident();

        byte[] block = new byte[bytes];
        for (int i = 0; i < bytes; i += 4096)
        {
            block[i] = 1;
        }

        Assert.InRange(ProcessMemory.Resident(), before + (bytes * 9L / 10), long.MaxValue);
        GC.KeepAlive(block);
        Assert.InRange(ProcessMemory.PeakResident(), before + (bytes * 9L / 10), long.MaxValue);
    }
}
