using System.Runtime.Versioning;
using System.Security.Cryptography;
using VaeSharp.Engine;
using VaeSharp.Tests.Storage;
using Xunit;

namespace VaeSharp.Tests.Engine;

[UnsupportedOSPlatform("windows")]
public sealed class NativeShimTests
{
    private static readonly byte[] Original = VersionedElf.Asking("GLIBCXX_3.4", "GLIBCXX_3.4.32");

    [Fact]
    public void Exactly_the_weak_flag_of_the_one_version_changes()
    {
        using var place = new TemporaryDirectory();

        byte[] copy = File.ReadAllBytes(Prepare(place));

        Assert.Equal(Original.Length, copy.Length);
        int changed = Assert.Single(Enumerable.Range(0, copy.Length), i => copy[i] != Original[i]);
        Assert.Equal(VersionedElf.FlagOffset(2), changed);
        Assert.Equal(Original[changed] | 2, copy[changed]);
    }

    [Fact]
    public void The_real_library_has_the_known_digest_and_changes_by_one_byte()
    {
        string real = Path.Combine(AppContext.BaseDirectory, "libLibTorchSharp.so");
        if (!OperatingSystem.IsLinux() || !File.Exists(real))
        {
            return;
        }

        using var place = new TemporaryDirectory();
        byte[] original = File.ReadAllBytes(real);
        byte[] copy = File.ReadAllBytes(NativeShim.Prepare(real, place.File("native")));

        Assert.Equal(original.Length, copy.Length);
        Assert.Equal(1, original.Zip(copy, (a, b) => a != b).Count(differs => differs));
    }

    [Fact]
    public void An_original_of_unknown_digest_is_refused_and_nothing_is_written()
    {
        using var place = new TemporaryDirectory();
        string path = place.Plant("original.so", Original);

        LibTorchException fault = Assert.Throws<LibTorchException>(
            () => NativeShim.Prepare(path, place.File("native"), new string('0', 64)));

        Assert.Contains(path, fault.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(place.File("native")));
    }

    [Fact]
    public void Copy_and_directory_are_private()
    {
        using var place = new TemporaryDirectory();

        string copy = Prepare(place);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
            File.GetUnixFileMode(place.File("native")));
        Assert.Equal([copy], Directory.GetFileSystemEntries(place.File("native")));
    }

    [Fact]
    public void A_copy_that_is_right_is_used_again()
    {
        using var place = new TemporaryDirectory();
        string copy = Prepare(place);
        var old = new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        File.SetLastWriteTimeUtc(copy, old);

        Assert.Equal(copy, Prepare(place));
        Assert.Equal(old, File.GetLastWriteTimeUtc(copy));
    }

    [Fact]
    public void A_copy_that_was_tampered_with_is_replaced()
    {
        using var place = new TemporaryDirectory();
        string copy = Prepare(place);
        byte[] right = File.ReadAllBytes(copy);
        using (FileStream stream = File.OpenWrite(copy))
        {
            stream.Write([1, 2, 3]);
        }

        Prepare(place);

        Assert.Equal(right, File.ReadAllBytes(copy));
    }

    [Fact]
    public void A_copy_that_others_may_read_or_that_is_a_link_is_replaced()
    {
        using var place = new TemporaryDirectory();
        string copy = Prepare(place);
        byte[] right = File.ReadAllBytes(copy);
        File.SetUnixFileMode(copy, File.GetUnixFileMode(copy) | UnixFileMode.OtherWrite);
        Prepare(place);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(copy));

        File.Move(copy, place.File("elsewhere.so"));
        File.CreateSymbolicLink(copy, place.File("elsewhere.so"));
        Prepare(place);
        Assert.Null(new FileInfo(copy).LinkTarget);
        Assert.Equal(right, File.ReadAllBytes(copy));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void A_directory_that_others_may_use_is_refused(UnixFileMode open)
    {
        using var place = new TemporaryDirectory();
        string directory = Directory.CreateDirectory(
            place.File("native"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | open);

        LibTorchException fault = Assert.Throws<LibTorchException>(() => Prepare(place));

        Assert.Contains($"{directory} must be a directory of yours alone", fault.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(directory));
    }

    [Fact]
    public void A_link_in_place_of_the_directory_is_refused()
    {
        using var place = new TemporaryDirectory();
        string target = Directory.CreateDirectory(
            place.File("target"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        Directory.CreateSymbolicLink(place.File("native"), target);

        Assert.Throws<LibTorchException>(() => Prepare(place));
        Assert.Empty(Directory.GetFileSystemEntries(target));
    }

    [Fact]
    public void Where_the_first_place_cannot_be_written_the_next_one_takes_the_copy()
    {
        using var place = new TemporaryDirectory();
        string digest = Convert.ToHexStringLower(SHA256.HashData(Original));
        string original = place.Plant("original.so", Original);
        string blocked = Path.Combine(original, "native"); // below a file nobody can make a directory

        string copy = NativeShim.Prepare(original, [blocked, place.File("second")], digest);

        Assert.Equal(place.File("second/libLibTorchSharp.so"), copy);
        string message = Assert.Throws<LibTorchException>(() => NativeShim.Prepare(original, [blocked], digest)).Message;
        Assert.Contains(blocked, message, StringComparison.Ordinal);
        Assert.Contains("XDG_CACHE_HOME", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callers_at_the_same_time_all_get_the_right_copy()
    {
        using var place = new TemporaryDirectory();
        string path = place.Plant("original.so", Original);
        string digest = Convert.ToHexStringLower(SHA256.HashData(Original));
        using var start = new Barrier(6);

        string[] copies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                return NativeShim.Prepare(path, place.File("native"), digest);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.All(copies, copy => Assert.Equal(place.File("native/libLibTorchSharp.so"), copy));
        Assert.Equal([copies[0]], Directory.GetFileSystemEntries(place.File("native")));
    }

    [Fact]
    public void Files_that_are_no_such_library_are_refused_whatever_they_hold()
    {
        Assert.Throws<LibTorchException>(() => NativeShim.WeakFlagOffset([]));
        Assert.Throws<LibTorchException>(() => NativeShim.WeakFlagOffset(new byte[1000]));
        Assert.Throws<LibTorchException>(() => NativeShim.WeakFlagOffset(VersionedElf.Asking("GLIBCXX_3.4")));
        Assert.Throws<LibTorchException>(() => NativeShim.WeakFlagOffset(VersionedElf.Asking()));
    }

    [Fact]
    public void Damage_at_any_byte_gives_an_answer_within_the_file_or_a_refusal()
    {
        for (int at = 0; at < Original.Length; at++)
        {
            foreach (byte value in (byte[])[0x00, 0x7f, 0x80, 0xff])
            {
                byte[] damaged = [.. Original];
                damaged[at] = value;
                RequireAnswerOrRefusal(damaged);
            }

            RequireAnswerOrRefusal(Original[..at]);
        }
    }

    private static void RequireAnswerOrRefusal(byte[] elf)
    {
        try
        {
            Assert.InRange(NativeShim.WeakFlagOffset(elf), 0, elf.Length - 1);
        }
        catch (LibTorchException)
        {
            return; // any other exception fails the test
        }
    }

    private static string Prepare(TemporaryDirectory place)
    {
        string digest = Convert.ToHexStringLower(SHA256.HashData(Original));
        return NativeShim.Prepare(place.Plant("original.so", Original), place.File("native"), digest);
    }
}
