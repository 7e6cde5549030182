using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class DatasetCatalogTests
{
    [Fact]
    public void The_catalogue_lists_each_set_with_its_shape_and_state()
    {
        IReadOnlyList<DatasetListing> sets = DatasetCatalog.List();

        Assert.Equal(
            [
                "mnist", "cifar10", "fashion-mnist", "kmnist", "cifar100", "cifar100-coarse", "svhn", "emnist-balanced", "emnist-bymerge",
                "emnist-byclass", "emnist-letters", "emnist-digits", "emnist-mnist",
            ],
            sets.Select(set => set.Name));
        Assert.Equal("embedded", sets[0].State);
        Assert.Equal([10, 10, 10, 10, 100, 20, 10, 47, 47, 62, 26, 10, 10], sets.Select(set => set.ClassNames.Count));
        Assert.All(sets, set => Assert.Equal(set.ClassNames.Count, set.ClassNames.Distinct().Count()));
        Assert.All(sets, set => Assert.NotEmpty(set.Licence));
    }

    [Fact]
    public void Every_archive_is_pinned_and_had_over_https_where_its_publisher_offers_that()
    {
        PublishedFile[] archives =
        [
            .. KnownDatasets.All.SelectMany(set => set.Archives).DistinctBy(archive => archive.Name + archive.Sha256),
        ];

        Assert.Equal(13, archives.Length);
        Assert.All(archives, archive => Assert.Matches("^[0-9a-f]{64}$", archive.Sha256));
        Assert.Equal(archives.Length, archives.DistinctBy(archive => archive.Sha256).Count());
        Assert.Equal(KnownDatasets.Svhn.Archives, archives.Where(archive => archive.OverPlainHttp));
        Assert.All(archives, archive => Assert.All(
            archive.Mirrors, mirror => Assert.Equal(archive.OverPlainHttp ? "http" : "https", mirror.Scheme)));
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
    public void Several_gzip_members_and_dots_in_names_are_read()
    {
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteIdxDirectory(directory.Path);
        DatasetSplits plain = DatasetCatalog.Open(new($"idx:{directory.Path}"));
        byte[] images = SyntheticFiles.IdxImages(20);
        directory.Write(IdxFormat.TrainImages + ".gz", [.. SyntheticFiles.Gzip(images[..50]), .. SyntheticFiles.Gzip(images[50..])]);
        File.Move(directory[IdxFormat.TrainLabels + ".gz"], directory["train-labels.idx1-ubyte.gz"]);

        DatasetSplits splits = DatasetCatalog.Open(new($"idx:{directory.Path}"));

        Assert.Equal(plain.Train.Digest, splits.Train.Digest);
    }

    [Fact]
    public void Emnist_stands_upright_and_numbers_that_no_image_has_are_no_classes()
    {
        using var directory = new TemporaryDirectory();
        IReadOnlyList<string> names = IdxFormat.Emnist("letters").FileNames;
        byte[] columns = [1, 2, 3, 4, 5, 6]; // two columns of three pixels
        foreach (int part in new[] { 0, 2 })
        {
            directory.Write(names[part], SyntheticFiles.IdxImages(2, 2, 3, pixels: [.. columns, .. columns]));
            directory.Write(names[part + 1], SyntheticFiles.IdxLabels(1, 26));
        }

        ImageDataset own = DatasetCatalog.Open(new($"idx:{directory.Path}")).Test;
        ImageDataset known = DatasetCatalog.Open(new("emnist-letters", directory.Path)).Test;

        Assert.Equal(new ImageShape(1, 3, 2), own.Shape);
        Assert.Equal([1, 4, 2, 5, 3, 6], own.Image(0).ToArray());
        Assert.Equal(["1", "26"], own.ClassNames);
        Assert.Equal([0, 1], own.Labels);
        Assert.Equal(own.Pixels, known.Pixels);
        Assert.Equal([0, 25], known.Labels);
        Assert.Equal("Z", known.ClassNames[25]);
    }

    [Fact]
    public void The_embedded_set_is_not_trained_on_in_place_of_what_a_directory_holds()
    {
        using var directory = new TemporaryDirectory();
        Assert.Throws<DatasetUnavailableException>(() => DatasetCatalog.Open(new("mnist", directory.Path)));

        SyntheticFiles.WriteIdxDirectory(directory.Path);
        DatasetUnavailableException fault =
            Assert.Throws<DatasetUnavailableException>(() => DatasetCatalog.Open(new("mnist", directory.Path)));
        Assert.Contains("mnist was asked for", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_takes_the_place_of_the_path_of_own_files()
    {
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteIdxDirectory(directory.Path);

        Assert.Equal(10, DatasetCatalog.Open(new("idx:/moved/away", directory.Path)).Test.Count);
        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(
            () => DatasetCatalog.Open(new($"idx:{directory.Path}", directory["nowhere"])));
        Assert.Contains("nowhere", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_are_remembered_as_absolute_ones()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Assert.Equal($"folder:{Path.GetFullPath("photos")}", DatasetCatalog.Located("folder:photos"));
        Assert.Equal($"folder:{Path.Combine(home, "x")}", DatasetCatalog.Located("folder:~/x"));
        Assert.Equal($"idx:{Path.GetFullPath("moved")}", DatasetCatalog.Located("idx:/old", "moved"));
        Assert.Equal("mnist", DatasetCatalog.Located("mnist", "anywhere"));
    }

    [Fact]
    public void Cifar_100_has_fine_and_coarse_labels()
    {
        using var directory = new TemporaryDirectory();
        byte[] record = [3, 42, .. Enumerable.Repeat((byte)7, 3072)];
        directory.Write("cifar-100-binary/train.bin", [.. record, .. record]);
        directory.Write("cifar-100-binary/test.bin", record);

        ImageDataset fine = DatasetCatalog.Open(new("cifar100", directory.Path, ValidationCount: 0)).Test;
        ImageDataset coarse = DatasetCatalog.Open(new("cifar100-coarse", directory.Path, ValidationCount: 0)).Train;

        Assert.Equal("leopard", fine.ClassNames[fine.Labels[0]]);
        Assert.Equal("food_containers", coarse.ClassNames[coarse.Labels[1]]);
        Assert.Equal(7, fine.Pixels[3071]);
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
    public void The_home_of_a_user_is_found_where_no_shell_has_replaced_it()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);

        Assert.Equal(Path.Combine(home, "no such"), DatasetCatalog.Verify("cifar10", "~/no such").Directory);
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
