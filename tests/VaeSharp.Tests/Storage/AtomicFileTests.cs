using System.Text;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Storage;

public sealed class AtomicFileTests : IDisposable
{
    private const string Old = "the old content";
    private const string New = "new content, longer than the old and written in pieces";
    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _scratch = new();

    public static TheoryData<Fault> Faults => [.. Enum.GetValues<Fault>()];

    private string Target => _directory.File("file.txt");

    public void Dispose()
    {
        _directory.Dispose();
        _scratch.Dispose();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void The_old_or_the_new_content_stands_whichever_operation_fails(Fault fault)
    {
        int failAt = 0;
        FaultyFileSystem files;
        do
        {
            AtomicFile.WriteText(Target, Old);
            files = new FaultyFileSystem(_scratch.Path, fault, ++failAt);
            bool returned = files.Try(() => WriteInPieces(files));
            string content = File.ReadAllText(Target);
            Assert.Contains(content, new[] { Old, New });
            if (returned)
            {
                Assert.Equal(New, content);
            }
        }
        while (files.HasFailed);
        Assert.True(failAt > 6, "create, writes, flush, rename and sync were each failed");
    }

    [Theory]
    [InlineData(Fault.PowerCut)]
    [InlineData(Fault.PowerCutWithNames)]
    public void What_was_reported_as_written_survives_a_power_cut(Fault fault)
    {
        AtomicFile.WriteText(Target, Old);
        var files = new FaultyFileSystem(_scratch.Path, fault);
        WriteInPieces(files);
        files.Lose();
        Assert.Equal(New, File.ReadAllText(Target));
    }

    [Fact]
    public void A_full_disk_leaves_the_old_file_alone_and_is_reported_with_the_path()
    {
        AtomicFile.WriteText(Target, Old);
        var files = new FaultyFileSystem(_scratch.Path, Fault.Error, failAt: 3);
        IOException error = Assert.Throws<IOException>(() => WriteInPieces(files));
        Assert.StartsWith(Target, error.Message, StringComparison.Ordinal);
        Assert.Contains("No space left", error.Message, StringComparison.Ordinal);
        Assert.Equal([Target], Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void A_directory_that_does_not_exist_is_reported_with_the_path()
    {
        string path = Path.Combine(_directory.Path, "missing", "file.txt");
        Assert.StartsWith(path, Assert.Throws<IOException>(() => AtomicFile.WriteText(path, "")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_of_the_writer_itself_reaches_the_caller_and_leaves_the_old()
    {
        AtomicFile.WriteText(Target, Old);
        Assert.Throws<TimeoutException>(() => AtomicFile.Write(Target, stream =>
        {
            stream.WriteByte(1);
            throw new TimeoutException();
        }));
        Assert.Equal(Old, File.ReadAllText(Target));
        Assert.Equal([Target], Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Text_is_written_as_UTF8_without_a_mark()
    {
        AtomicFile.WriteText(Target, "z̃ ∼ 𝒩");
        Assert.Equal(Encoding.UTF8.GetBytes("z̃ ∼ 𝒩"), File.ReadAllBytes(Target));
    }

    [Fact]
    public void Leftovers_of_dead_processes_go_and_those_of_the_living_and_of_other_files_stay()
    {
        // 0x3FFFFFFF is above the largest process number of Linux, 2^22.
        string dead = _directory.Plant("file.txt.partial-1073741823-4", "half"u8);
        string living = _directory.Plant($"file.txt.partial-{Environment.ProcessId}-999999", "half"u8);
        string reused = _directory.Plant($"file.txt.partial-{Environment.ProcessId}-999998", "half"u8);
        File.SetLastWriteTimeUtc(reused, DateTime.UnixEpoch); // long before this process began
        string other = _directory.Plant("other.txt.partial-1073741823-4", "half"u8);
        AtomicFile.WriteText(Target, New);
        Assert.Equal([false, true, false, true], new[] { dead, living, reused, other }.Select(File.Exists));
    }

    [Fact]
    public void Writers_of_one_file_at_once_leave_one_whole_content()
    {
        string[] contents = [.. Enumerable.Range(0, 8).Select(i => new string((char)('a' + i), 100_000))];
        Parallel.ForEach(contents, content => AtomicFile.WriteText(Target, content));
        Assert.Contains(File.ReadAllText(Target), contents);
        Assert.Equal([Target], Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    private void WriteInPieces(FaultyFileSystem files) => AtomicFile.Write(files, Target, stream =>
    {
        foreach (char[] piece in New.Chunk(20))
        {
            stream.Write(Encoding.UTF8.GetBytes(piece));
        }
    });
}
