using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>Files that fit a head.</summary>
public sealed class FileSizeTests
{
    private const int Most = 300;

    [Fact]
    public void No_file_has_more_than_300_lines() =>
        Assert.Empty(Repository.Sources("src").Where(file => file.Lines > Most).Select(Named));

    [Fact]
    public void The_median_file_has_at_most_100_lines() => Assert.InRange(AtRank(0.5).Lines, 1, 100);

    [Fact]
    public void Nine_files_in_ten_have_fewer_than_200_lines() => Assert.InRange(AtRank(0.9).Lines, 1, 199);

    [Theory]
    [InlineData("src/VaeSharp/Training/Trainer.cs", 200)]
    [InlineData("src/VaeSharp/Models/Elbo.cs", 60)]
    [InlineData("examples/minimal_vae.cs", 120)]
    [InlineData("CONTRIBUTING.md", 50)]
    public void A_file_that_must_be_seen_whole_stays_small(string path, int most) =>
        Assert.InRange(File.ReadLines(Repository.Absolute(path)).Count(), 1, most);

    [Theory]
    [InlineData("src")]
    [InlineData("examples")]
    public void No_line_is_longer_than_140_characters(string folder) =>
        Assert.Empty(
            from file in Repository.Sources(folder)
            from line in file.Text.Split('\n').Index()
            where line.Item.Length > 140
            select $"{file.Path}:{line.Index + 1}");

    private static SourceFile AtRank(double share)
    {
        SourceFile[] files = [.. Repository.Sources("src").OrderBy(file => file.Lines)];
        return files[(int)(share * (files.Length - 1))];
    }

    private static string Named(SourceFile file) => $"{file.Path}: {file.Lines} lines";
}
