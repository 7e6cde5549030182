using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class DatasetCatalogTests
{
    [Fact]
    public void The_catalogue_lists_each_set_with_its_shape_and_state()
    {
        IReadOnlyList<DatasetListing> sets = DatasetCatalog.List();

        Assert.Equal(["mnist", "cifar10", "fashion-mnist", "kmnist"], sets.Select(set => set.Name));
        Assert.Equal("embedded", sets[0].State);
        Assert.All(sets, set => Assert.Equal(10, set.ClassNames.Count));
        Assert.All(sets, set => Assert.NotEmpty(set.Licence));
    }

    [Fact]
    public void Every_archive_is_pinned_and_had_over_https_only()
    {
        PublishedFile[] archives = [.. KnownDatasets.All.SelectMany(set => set.Archives)];

        Assert.Equal(9, archives.Length);
        Assert.All(archives, archive => Assert.Matches("^[0-9a-f]{64}$", archive.Sha256));
        Assert.Equal(archives.Length, archives.DistinctBy(archive => archive.Sha256).Count());
        Assert.All(archives.SelectMany(archive => archive.Mirrors), mirror => Assert.Equal("https", mirror.Scheme));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_directory_of_idx_files_is_read_plain_or_compressed(bool compressed)
    {
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteIdxDirectory(directory.Path, compressed: compressed);

        DatasetSplits splits = DatasetCatalog.Open(new($"idx:{directory.Path}"));

        Assert.Equal((18, 2, 10), (splits.Train.Count, splits.Validation.Count, splits.Test.Count));
        Assert.Equal(["0", "1", "2"], splits.Train.ClassNames);
    }

    [Fact]
    public void A_fault_in_one_of_several_files_is_told_as_such()
    {
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteIdxDirectory(directory.Path);
        string path = directory.Write(IdxFormat.TestLabels + ".gz", [0x1f, 0x8b, 9]);

        DataFormatException fault = Assert.Throws<DataFormatException>(
            () => DatasetCatalog.Open(new($"idx:{directory.Path}")));

        Assert.Equal(path, fault.File);
    }

    [Fact]
    public void Training_and_test_images_of_different_shapes_are_refused()
    {
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteIdxDirectory(directory.Path, compressed: false);
        directory.Write(IdxFormat.TestImages, SyntheticFiles.IdxImages(10, 3, 2));

        Assert.Throws<DataFormatException>(() => DatasetCatalog.Open(new($"idx:{directory.Path}")));
    }

    [Fact]
    public void Counts_of_images_and_labels_must_agree()
    {
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteIdxDirectory(directory.Path, compressed: false);
        string path = directory.Write(IdxFormat.TestLabels, SyntheticFiles.IdxLabels(1, 2, 0));

        DataFormatException fault = Assert.Throws<DataFormatException>(
            () => DatasetCatalog.Open(new($"idx:{directory.Path}")));

        Assert.StartsWith($"{path}: at byte 4: found 3 labels, expected 10", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("train-images-idx3-ubyte", false)]
    [InlineData("train-images-idx3-ubyte", true)]
    [InlineData("t10k-labels-idx1-ubyte", false)]
    public void A_file_that_was_made_long_is_refused_before_it_is_read(string name, bool compressed)
    {
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteIdxDirectory(directory[""], compressed: compressed);
        string path = directory[compressed ? name + ".gz" : name];
        using (FileStream file = File.OpenWrite(path))
        {
            file.SetLength(1000L << 20); // zeros that take no place on the disk
        }

        long before = GC.GetTotalAllocatedBytes(precise: true);
        Assert.Throws<DataFormatException>(() => DatasetCatalog.Open(new DatasetRequest("idx:" + directory[""])));
        DatasetReport report = DatasetCatalog.Verify("fashion-mnist", directory[""]);

        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, 100 << 20);
        Assert.Contains(report.Files, file => file.State == FileState.Damaged);
    }

    [Fact]
    public void Unknown_names_and_sizes_that_mean_nothing_are_refused()
    {
        ArgumentException fault = Assert.Throws<ArgumentException>(() => DatasetCatalog.Open(new("minst")));

        Assert.Contains("mnist, cifar10, fashion-mnist, kmnist", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => DatasetCatalog.Open(new("mnist", Size: 32)));
        Assert.Throws<DatasetUnavailableException>(() => DatasetCatalog.Open(new("idx:/no/such/directory")));
        Assert.Throws<DatasetUnavailableException>(() => DatasetCatalog.Open(new("folder:/no/such/directory")));
    }

    [Fact]
    public void The_embedded_set_verifies()
    {
        DatasetReport report = DatasetCatalog.Verify("mnist");

        Assert.True(report.IsSound);
        Assert.Equal(4, report.Files.Count);
        Assert.All(report.Files, file => Assert.Equal(EmbeddedMnist.Digests[file.File], file.Sha256));
    }

    [Fact]
    public void A_users_own_copy_is_checked_by_its_format()
    {
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteCifarDirectory(directory.Path);
        Assert.True(DatasetCatalog.Verify("cifar10", directory.Path).IsSound);

        directory.Write("data_batch_2.bin", [1, 2, 3]);
        DatasetReport report = DatasetCatalog.Verify("cifar10", directory.Path);

        Assert.Equal(FileState.Damaged, report.Files[1].State);
        Assert.All(report.Files.Where((_, i) => i != 1), file => Assert.Equal(FileState.Unpinned, file.State));
    }

    [Fact]
    public void Cifar_where_it_is_offered_has_the_published_counts_and_means()
    {
        string? offered = DatasetCatalog.List().Single(set => set.Name == "cifar10").State is "not fetched" ? null : "";
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteCifarDirectory(directory.Path);

        DatasetSplits splits = DatasetCatalog.Open(
            new("cifar10", offered is null ? directory.Path : null, ValidationCount: 0, Offline: true));

        Assert.Equal(offered is null ? (50, 10) : (50_000, 10_000), (splits.Train.Count, splits.Test.Count));
        double[] means = [.. Enumerable.Range(0, 3).Select(channel => Enumerable.Range(0, splits.Train.Count)
            .Average(i => Mean(splits.Train.Image(i).Slice(channel * 1024, 1024))))];
        Assert.True(offered is null || Math.Abs(means[0] / 255 - 0.4914) < 1e-4);
        Assert.True(offered is null || Math.Abs(means[1] / 255 - 0.4822) < 1e-4);
        Assert.True(offered is null || Math.Abs(means[2] / 255 - 0.4465) < 1e-4);
    }

    internal static WholeDataset LoadDirectory(string name, string directory)
    {
        string[] paths = [.. IdxFormat.Instance.FileNames.Select(file => IdxFormat.Instance.Find(directory, file)!)];
        return IdxFormat.Instance.Read(name, ClassNames.Digits, paths, i => File.ReadAllBytes(paths[i]));
    }

    private static double Mean(ReadOnlySpan<byte> values)
    {
        long sum = 0;
        foreach (byte value in values)
        {
            sum += value;
        }

        return sum / (double)values.Length;
    }
}
