using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Storage;

/// <summary>What stands at the checkpoint's name when a replacement begins.</summary>
public enum Before
{
    Nothing,
    Old,
    OldAndLeftover,
    OnlyPrevious,
    DamagedAndPrevious,
}

/// <summary>Fails each operation of a replacement in turn, in each way, from each state a crash can leave.</summary>
public sealed class CheckpointFaultTests : IDisposable
{
    private readonly TemporaryDirectory _scratch = new();

    public static IEnumerable<object[]> Cases =>
        from fault in Enum.GetValues<Fault>()
        from before in Enum.GetValues<Before>()
        select new object[] { fault, before };

    public void Dispose() => _scratch.Dispose();

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_old_or_the_new_checkpoint_opens_whichever_operation_fails(Fault fault, Before before)
    {
        int failAt = 0;
        FaultyFileSystem files;
        do
        {
            using var directory = new TemporaryDirectory();
            string path = Prepare(directory, before);
            files = new FaultyFileSystem(_scratch.Path, fault, ++failAt);
            bool returned = files.Try(() => Write(files, path, "new"));
            string? content = Read(path);
            Assert.Contains(content, new[] { before == Before.Nothing ? null : "old", "new" });
            if (returned)
            {
                Assert.Equal("new", content);
            }

            Write(Sound, path, "third");
            Assert.Equal("third", Read(path));
            Assert.False(Directory.Exists(path + ".old"));
        }
        while (files.HasFailed);
        Assert.True(failAt > 14, $"only {failAt - 1} operations were failed");
    }

    [Fact]
    public void The_old_or_a_newer_checkpoint_opens_when_the_process_dies_in_two_replacements_in_a_row()
    {
        bool died = true;
        for (int first = 1; died; first++)
        {
            bool diedAgain = true;
            for (int second = 1; diedAgain; second++)
            {
                using var directory = new TemporaryDirectory();
                string path = Prepare(directory, Before.Old);
                var files = new FaultyFileSystem(_scratch.Path, Fault.Kill, first);
                files.Try(() => Write(files, path, "new"));
                string? between = Read(path);
                Assert.True(between is "old" or "new", between);

                var again = new FaultyFileSystem(_scratch.Path, Fault.Kill, second);
                again.Try(() => Write(again, path, "newer"));
                Assert.Contains(Read(path), new[] { between, "newer" });
                (died, diedAgain) = (files.IsDead, again.IsDead);
            }
        }
    }

    [Theory]
    [InlineData(Fault.PowerCut)]
    [InlineData(Fault.PowerCutWithNames)]
    public void What_was_reported_as_written_survives_a_power_cut(Fault fault)
    {
        foreach (Before before in Enum.GetValues<Before>())
        {
            using var directory = new TemporaryDirectory();
            string path = Prepare(directory, before);
            var files = new FaultyFileSystem(_scratch.Path, fault);
            Write(files, path, "new");
            files.Lose();
            Assert.Equal("new", Read(path));
        }
    }

    /// <summary>A disk that does not fail, and is quicker than the real one.</summary>
    private FaultyFileSystem Sound => new(_scratch.Path, Fault.Kill);

    private string Prepare(TemporaryDirectory directory, Before before)
    {
        string path = directory.File("best"), previous = path + ".old";
        if (before == Before.Nothing)
        {
            return path;
        }

        Write(Sound, path, "old");
        if (before is Before.OnlyPrevious or Before.DamagedAndPrevious)
        {
            Directory.Move(path, previous);
        }

        if (before == Before.DamagedAndPrevious)
        {
            string other = directory.File("other");
            Write(Sound, other, "bad");
            directory.Plant(Path.Combine("other", "b.txt"), "half"u8);
            Directory.Move(other, path);
        }

        if (before == Before.OldAndLeftover)
        {
            Write(Sound, directory.File("older"), "older");
            Directory.Move(directory.File("older"), previous);
        }

        return path;
    }

    private static void Write(IFileSystem files, string path, string text) =>
        CheckpointDirectory.Replace(files, path, writer =>
        {
            writer.WriteText("a.txt", text);
            writer.WriteText("b.txt", text);
        });

    /// <summary>Null when there is none; a mixture fails.</summary>
    private static string? Read(string path)
    {
        if (!CheckpointDirectory.Exists(path))
        {
            return null;
        }

        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(path);
        Assert.Equal(checkpoint.ReadText("a.txt"), checkpoint.ReadText("b.txt"));
        return checkpoint.ReadText("a.txt");
    }
}
