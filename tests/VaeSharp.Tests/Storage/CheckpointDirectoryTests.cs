using System.Text;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Storage;

public sealed class CheckpointDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    private string Best => _directory.File("best");

    [Fact]
    public void What_was_written_is_opened_with_its_properties_and_tensors()
    {
        CheckpointDirectory.Replace(Best, writer =>
        {
            writer.WriteText("recipe.json", "{\"größe\":1}");
            writer.WriteTensors("weights.safetensors", [TensorSource.FromBytes("w", TensorDType.U8, [3], new byte[] { 1, 2, 3 })]);
            writer.Properties["epoch"] = "7";
        });

        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(Best + Path.DirectorySeparatorChar);
        Assert.False(checkpoint.IsPrevious);
        Assert.Equal(Best, checkpoint.Location);
        Assert.Equal(["recipe.json", "weights.safetensors"], checkpoint.Files.Select(file => file.Name));
        Assert.Equal("7", checkpoint.Properties["epoch"]);
        Assert.Equal("{\"größe\":1}", checkpoint.ReadText("recipe.json"));
        using SafetensorsFile tensors = checkpoint.OpenTensors("weights.safetensors");
        Assert.Equal([1, 2, 3], tensors.Read("w"));
        Assert.Throws<StorageFormatException>(() => checkpoint.ReadBytes("other"));
    }

    [Fact]
    public void Replacing_leaves_nothing_else_behind()
    {
        Write("old");
        Write("new");
        Assert.Equal("new", Read());
        Assert.Equal([Best], Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void The_same_content_gives_the_same_manifest()
    {
        Write("text");
        byte[] first = File.ReadAllBytes(Path.Combine(Best, "manifest.json"));
        Write("text");
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(Best, "manifest.json")));
    }

    [Fact]
    public void A_reader_keeps_its_checkpoint_while_another_replaces_it()
    {
        Write("old");
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(Best);
        Write("new");
        Assert.Equal("old", checkpoint.ReadText("a.txt"));
        Assert.Equal("old", checkpoint.ReadText("b.txt"));
    }

    [Fact]
    public async Task A_reader_that_meets_replacements_opens_one_of_them_whole()
    {
        Write("0");
        using var done = new CancellationTokenSource();
        Task writer = Task.Run(() =>
        {
            for (int i = 1; i <= 150; i++)
            {
                Write(new string('x', i));
            }

            done.Cancel();
        });
        int opened = 0;
        while (!done.IsCancellationRequested)
        {
            using CheckpointDirectory checkpoint = CheckpointDirectory.Open(Best);
            Assert.Equal(checkpoint.ReadText("a.txt"), checkpoint.ReadText("b.txt"));
            opened++;
        }

        await writer;
        Assert.True(opened > 0);
    }

    [Fact]
    public void Any_flipped_bit_of_any_file_is_found()
    {
        Write("some text");
        foreach (string file in Directory.EnumerateFiles(Best))
        {
            byte[] sound = File.ReadAllBytes(file);
            for (int i = 0; i < sound.Length; i++)
            {
                byte[] changed = [.. sound];
                changed[i] ^= 1;
                _directory.Plant(file, changed);
                // In the manifest a changed blank between two tokens may still be a blank.
                if (file.EndsWith("manifest.json", StringComparison.Ordinal) && char.IsWhiteSpace((char)changed[i]))
                {
                    continue;
                }

                Assert.Throws<StorageFormatException>(() => CheckpointDirectory.Open(Best));
            }

            _directory.Plant(file, sound);
        }

        Assert.Equal("some text", Read());
    }

    [Fact]
    public void A_damaged_file_is_named_with_both_digests()
    {
        Write("abc");
        _directory.Plant(Path.Combine("best", "b.txt"), "abd"u8);
        string message = Assert.Throws<StorageFormatException>(() => CheckpointDirectory.Open(Best)).Message;
        Assert.Contains("b.txt", message, StringComparison.Ordinal);
        // SHA-256 of "abc" and "abd": the first is the test vector of FIPS 180-2.
        Assert.Contains("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", message, StringComparison.Ordinal);
        Assert.Contains("a52d159f262b2c6ddb724a61840befc36eb30c88877a4030b65cbe86298449c9", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_previous_checkpoint_is_opened_when_the_new_one_is_missing_or_damaged()
    {
        Write("old");
        Directory.Move(Best, Best + ".old");
        Assert.True(CheckpointDirectory.Exists(Best));
        Assert.Equal("old", Read());

        Write("new", keepPrevious: true);
        Assert.Equal("new", Read());
        _directory.Plant(Path.Combine("best", "a.txt"), "xyz"u8);
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(Best);
        Assert.True(checkpoint.IsPrevious);
        Assert.Equal("old", checkpoint.ReadText("a.txt"));
    }

    [Fact]
    public void A_missing_checkpoint_and_a_missing_file_are_different_errors()
    {
        Assert.False(CheckpointDirectory.Exists(Best));
        Assert.Throws<FileNotFoundException>(() => CheckpointDirectory.Open(Best));
        Write("text");
        File.Delete(Path.Combine(Best, "a.txt"));
        Assert.Contains("a.txt", Assert.Throws<StorageFormatException>(() => CheckpointDirectory.Open(Best)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_is_neither_opened_nor_replaced_and_the_way_out_is_said()
    {
        Write("text");
        string newer = File.ReadAllText(Path.Combine(Best, "manifest.json")).Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal);
        _directory.Plant(Path.Combine("best", "manifest.json"), Encoding.UTF8.GetBytes(newer));
        StorageFormatException error = Assert.Throws<StorageFormatException>(() => CheckpointDirectory.Open(Best));
        Assert.Contains("upgrade", error.Message, StringComparison.Ordinal);
        Assert.Throws<StorageFormatException>(() => Write("other"));
        Assert.Equal(newer, File.ReadAllText(Path.Combine(Best, "manifest.json")));
    }

    [Fact]
    public void A_directory_that_is_no_checkpoint_is_never_replaced()
    {
        Directory.CreateDirectory(Best);
        File.Create(Path.Combine(Best, "photo.jpg")).Dispose();
        Assert.Contains("not a checkpoint", Assert.Throws<IOException>(() => Write("text")).Message, StringComparison.Ordinal);
        Assert.Equal([Path.Combine(Best, "photo.jpg")], Directory.EnumerateFileSystemEntries(Best));
    }

    [Fact]
    public void An_error_of_the_writer_itself_reaches_the_caller_and_leaves_the_old()
    {
        Write("old");
        Assert.Throws<TimeoutException>(() => CheckpointDirectory.Replace(Best, writer =>
        {
            writer.WriteText("a.txt", "new");
            throw new TimeoutException();
        }));
        Assert.Equal("old", Read());
        Assert.Equal([Best], Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Leftovers_of_dead_processes_go_and_those_of_the_living_stay()
    {
        // 0x3FFFFFFF is above the largest process number of Linux, 2^22.
        string dead = Directory.CreateDirectory(Best + ".partial-1073741823-1").FullName;
        File.Create(Path.Combine(dead, "a.txt")).Dispose();
        string living = Directory.CreateDirectory($"{Best}.partial-{Environment.ProcessId}-999999").FullName;
        Write("text");
        Assert.False(Directory.Exists(dead));
        Assert.True(Directory.Exists(living));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".hidden")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("/etc/passwd")]
    [InlineData("C:x")]
    [InlineData("nul.txt")]
    [InlineData("a ")]
    [InlineData("a.")]
    [InlineData("ä")]
    [InlineData("a\0")]
    [InlineData("manifest.json")]
    [InlineData("MANIFEST.json")]
    public void A_name_that_could_be_another_file_is_neither_written_nor_read(string name)
    {
        Assert.Throws<ArgumentException>(() => CheckpointDirectory.Replace(Best, writer => writer.WriteText(name, "")));
        Write("text");
        byte[] json = new CheckpointManifest([new CheckpointFile(name, 0, new string('0', 64))], new Dictionary<string, string>()).ToJson();
        _directory.Plant(Path.Combine("best", "manifest.json"), json);
        Assert.Throws<StorageFormatException>(() => CheckpointDirectory.Open(Best));
    }

    [Fact]
    public void A_name_is_taken_once_whatever_its_case() => Assert.Throws<ArgumentException>(() =>
        CheckpointDirectory.Replace(Best, writer =>
        {
            writer.WriteText("a.txt", "");
            writer.WriteText("A.TXT", "");
        }));

    private string Read()
    {
        using CheckpointDirectory checkpoint = CheckpointDirectory.Open(Best);
        Assert.Equal(checkpoint.ReadText("a.txt"), checkpoint.ReadText("b.txt"));
        return checkpoint.ReadText("a.txt");
    }

    private void Write(string text, bool keepPrevious = false)
    {
        string previous = Best + ".old", aside = _directory.File("aside");
        if (keepPrevious)
        {
            Directory.Move(previous, aside);
        }

        CheckpointDirectory.Replace(Best, writer =>
        {
            writer.WriteText("a.txt", text);
            writer.WriteText("b.txt", text);
        });
        if (keepPrevious)
        {
            Directory.Move(aside, previous);
        }
    }
}
