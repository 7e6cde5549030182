using VaeSharp.Cli.Diagnosis;
using Xunit;

namespace VaeSharp.Tests.Cli.Diagnosis;

public sealed class WritableTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("writable-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("a/b")]
    public void A_folder_that_is_there_or_could_be_made_is_found_writable_and_stays_empty(string below)
    {
        Assert.True(Writable.Is(Path.Combine(_folder.FullName, below)));
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public void A_file_in_the_way_is_no_place_for_files()
    {
        string file = Path.Combine(_folder.FullName, "file");
        File.Create(file).Dispose();

        Assert.False(Writable.Is(file));
        Assert.False(Writable.Is(Path.Combine(file, "cache")));
    }

    [Fact]
    public void A_disk_that_takes_no_files_is_found_out_whoever_asks()
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.False(Writable.Is("/proc/cache"));
        }
    }
}
