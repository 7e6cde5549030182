using VaeSharp.Engine;
using Xunit;
using TemporaryDirectory = VaeSharp.Tests.Data.TemporaryDirectory;

namespace VaeSharp.Tests.Engine;

public sealed class MachineMemoryTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    public MachineMemoryTests() => Write("proc/meminfo", "MemTotal:       16000 kB\nMemFree:         100 kB\n");

    public void Dispose() => _root.Dispose();

    [Fact]
    public void Without_a_control_group_it_is_the_machines() => Assert.Equal(16000L * 1024, MachineMemory.Of(_root[""]));

    [Theory]
    [InlineData("0::/", "sys/fs/cgroup/memory.max", "5000000")]
    [InlineData("0::/system.slice/a", "sys/fs/cgroup/system.slice/a/memory.max", "5000000")]
    [InlineData("0::/system.slice/a", "sys/fs/cgroup/system.slice/memory.max", "5000000")]
    [InlineData("0::/docker/of-the-host", "sys/fs/cgroup/memory.max", "5000000")]
    [InlineData("9:cpu,memory:/a\n8:pids:/b", "sys/fs/cgroup/memory/a/memory.limit_in_bytes", "5000000")]
    [InlineData("4:memory:/a/b", "sys/fs/cgroup/memory/memory.limit_in_bytes", "5000000")]
    public void A_group_that_may_take_less_limits_it_as_do_those_above_it(string groups, string file, string limit)
    {
        Write("proc/self/cgroup", groups + "\n");
        Write(file, limit + "\n");

        Assert.Equal(5_000_000, MachineMemory.Of(_root[""]));
    }

    [Theory]
    [InlineData("max")]
    [InlineData("9223372036854771712")]
    [InlineData("")]
    public void A_group_without_a_limit_changes_nothing(string limit)
    {
        Write("proc/self/cgroup", "0::/a\n");
        Write("sys/fs/cgroup/a/memory.max", limit + "\n");

        Assert.Equal(16000L * 1024, MachineMemory.Of(_root[""]));
    }

    [Fact]
    public void This_machine_has_some() => Assert.InRange(MachineMemory.Total, 100L << 20, long.MaxValue);

    private void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_root[path])!);
        VaeSharp.Storage.AtomicFile.WriteText(_root[path], text);
    }
}
