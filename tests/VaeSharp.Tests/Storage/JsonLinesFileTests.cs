using System.Text;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Storage;

public sealed class JsonLinesFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Metrics => _directory.File("metrics.jsonl");

    [Fact]
    public void Lines_are_appended_across_openings_and_read_meanwhile()
    {
        using (JsonLinesFile file = JsonLinesFile.Open(Metrics))
        {
            file.Append("""{"step":1}""");
        }

        using (JsonLinesFile file = JsonLinesFile.Open(Metrics))
        {
            file.Append("""{"step":2,"größe":"重"}""");
            Assert.Equal(["""{"step":1}""", """{"step":2,"größe":"重"}"""], JsonLinesFile.Read(Metrics));
            file.FlushToDisk();
        }

        Assert.Equal("{\"step\":1}\n{\"step\":2,\"größe\":\"重\"}\n", File.ReadAllText(Metrics));
    }

    [Fact]
    public void A_file_cut_at_any_byte_keeps_its_complete_lines_and_grows_soundly()
    {
        byte[] whole = Encoding.UTF8.GetBytes("{\"step\":1}\n{\"größe\":2}\n{\"step\":3}\n");
        for (int length = 0; length <= whole.Length; length++)
        {
            _directory.Plant("metrics.jsonl", whole.AsSpan(0, length));
            int complete = whole.AsSpan(0, length).Count((byte)'\n');
            Assert.Equal(complete, JsonLinesFile.Read(Metrics).Count());
            using (JsonLinesFile file = JsonLinesFile.Open(Metrics))
            {
                file.Append("""{"step":9}""");
            }

            Assert.Equal(complete + 1, JsonLinesFile.Read(Metrics).Count());
            Assert.Equal("""{"step":9}""", JsonLinesFile.Read(Metrics).Last());
        }
    }

    [Theory]
    [InlineData(4095)]
    [InlineData(4096)]
    [InlineData(100_000)]
    public void A_torn_tail_longer_than_any_block_is_dropped(int length)
    {
        // Zeros are what some file systems leave of blocks that were allocated and not written.
        _directory.Plant("metrics.jsonl", [.. "{\"step\":1}\n"u8, .. new byte[length]]);
        Assert.Equal(["""{"step":1}"""], JsonLinesFile.Read(Metrics));
        JsonLinesFile.Open(Metrics).Dispose();
        Assert.Equal("{\"step\":1}\n", File.ReadAllText(Metrics));
    }

    [Fact]
    public void Truncation_ends_the_file_before_the_first_line_not_kept_so_that_nothing_is_there_twice()
    {
        using JsonLinesFile file = JsonLinesFile.Open(Metrics);
        for (int step = 1; step <= 5; step++)
        {
            file.Append($$"""{"step":{{step}}}""");
        }

        file.TruncateAfter(line => line != """{"step":4}""");
        file.Append("""{"step":4,"again":true}""");
        Assert.Equal(
            ["""{"step":1}""", """{"step":2}""", """{"step":3}""", """{"step":4,"again":true}"""],
            JsonLinesFile.Read(Metrics));
    }

    [Fact]
    public void A_failing_choice_leaves_the_file_as_it_was_and_open()
    {
        using JsonLinesFile file = JsonLinesFile.Open(Metrics);
        file.Append("1");
        Assert.Throws<TimeoutException>(() => file.TruncateAfter(_ => throw new TimeoutException()));
        file.Append("2");
        Assert.Equal(["1", "2"], JsonLinesFile.Read(Metrics));
        Assert.Equal([Metrics], Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}{}")]
    [InlineData("{\"a\":")]
    [InlineData("{}\n")]
    [InlineData("{\n}")]
    [InlineData("{}\r")]
    [InlineData("NaN")]
    public void What_is_not_one_JSON_value_on_one_line_is_not_appended(string line)
    {
        using JsonLinesFile file = JsonLinesFile.Open(Metrics);
        Assert.Throws<ArgumentException>(() => file.Append(line));
        Assert.Empty(JsonLinesFile.Read(Metrics));
    }

    [Fact]
    public void A_line_longer_than_the_limit_is_neither_written_nor_read()
    {
        string line = '"' + new string('a', JsonLinesFile.MaximumLineBytes) + '"';
        using (JsonLinesFile file = JsonLinesFile.Open(Metrics))
        {
            Assert.Throws<ArgumentException>(() => file.Append(line));
        }

        _directory.Plant("metrics.jsonl", Encoding.UTF8.GetBytes(line + "\n"));
        Assert.Throws<StorageFormatException>(() => JsonLinesFile.Read(Metrics).Count());
    }

    [Fact]
    public void The_longest_line_allowed_is_written_and_read()
    {
        string line = '"' + new string('a', JsonLinesFile.MaximumLineBytes - 3) + '"';
        using (JsonLinesFile file = JsonLinesFile.Open(Metrics))
        {
            file.Append("1");
            file.Append(line);
            file.Append("2");
        }

        Assert.Equal(["1", line, "2"], JsonLinesFile.Read(Metrics));
    }

    [Fact]
    public void A_damaged_line_in_the_middle_is_named()
    {
        _directory.Plant("metrics.jsonl", "1\n{\n3\n"u8);
        Assert.Contains("line 2", Assert.Throws<StorageFormatException>(() => JsonLinesFile.Read(Metrics).Count()).Message, StringComparison.Ordinal);
    }
}
