using System.Security.Cryptography;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class DatasetIdentityTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("kmnist", false)]
    [InlineData("fashion-mnist", true)] // compressed anew: its archive's digest is nobody's
    public void Mnist_under_another_name_is_told_by_its_content_and_under_its_own_is_taken(string asked, bool compressed)
    {
        foreach (string name in IdxFormat.Instance.FileNames)
        {
            IdxContent content = EmbeddedMnist.Read(name);
            byte[] bytes = [.. content.Header, .. content.Body];
            _directory.Write(compressed ? name + ".gz" : name, compressed ? SyntheticFiles.Gzip(bytes) : bytes);
        }

        Assert.Contains("is train-images-idx3-ubyte of mnist", Fault(asked), StringComparison.Ordinal);
        Assert.Equal(10_000, DatasetCatalog.Open(new("mnist", _directory.Path)).Test.Count);
    }

    [Fact]
    public void A_single_file_of_another_data_set_is_named()
    {
        SyntheticFiles.WriteIdxDirectory(_directory.Path);
        IdxContent labels = EmbeddedMnist.Read(IdxFormat.TestLabels);
        File.Delete(_directory[IdxFormat.TestLabels + ".gz"]);
        string path = _directory.Write(IdxFormat.TestLabels, [.. labels.Header, .. labels.Body]);

        Assert.StartsWith($"{path} is t10k-labels-idx1-ubyte of mnist", Fault("kmnist"), StringComparison.Ordinal);
        Assert.Contains($"idx:{_directory.Path}", Fault("kmnist"), StringComparison.Ordinal);
    }

    [Fact]
    public void Test_images_in_place_of_training_images_are_told()
    {
        SyntheticFiles.WriteIdxDirectory(_directory["tiny"], compressed: false);
        KnownDataset tiny = Known("tiny");
        File.Copy(_directory["tiny", IdxFormat.TestImages], _directory["tiny", IdxFormat.TrainImages], overwrite: true);

        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(() => Demand(tiny, [tiny]));

        Assert.Contains($"is {IdxFormat.TestImages} of tiny", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"{IdxFormat.TrainImages} of tiny was asked for", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_lies_in_the_cache_tells_what_is_asked_for_under_another_name()
    {
        SyntheticFiles.WriteIdxDirectory(_directory["other"], compressed: false);
        KnownDataset cached = Known("other") with { Contents = new Dictionary<string, string>() }, asked = cached with { Name = "asked" };
        CacheManifest.Entry[] entries =
        [
            .. IdxFormat.Instance.FileNames.Select(name => CacheManifest.Describe(name, File.ReadAllBytes(_directory["other", name]))),
        ];
        string[] paths = [.. IdxFormat.Instance.FileNames.Select(name => _directory["other", name])];

        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(
            () => new DatasetIdentity([cached, asked], set => set == cached ? entries : []).Demand(asked, paths, null));

        Assert.Contains("of other", fault.Message, StringComparison.Ordinal);
        new DatasetIdentity([cached, asked], _ => entries).Demand(asked, paths, null); // both have these files
    }

    [Fact]
    public void Content_that_is_nobodys_is_taken_and_told_where_the_published_one_is_known()
    {
        SyntheticFiles.WriteIdxDirectory(_directory.Path);
        var lines = new ProgressLines();

        Assert.Equal(10, DatasetCatalog.Open(new("kmnist", _directory.Path), lines).Test.Count);
        Assert.Equal(0, Taken());
        Assert.Equal(10, DatasetCatalog.Open(new("fashion-mnist", _directory.Path), lines).Test.Count);
        Assert.Equal(4, Taken());

        int Taken() => lines.Lines.Count(line => line.Contains("taken as it is", StringComparison.Ordinal));
    }

    private KnownDataset Known(string name) => KnownDatasets.Kmnist with
    {
        Name = name,
        Archives = [],
        Contents = IdxFormat.Instance.FileNames.ToDictionary(
            file => file, file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_directory[name, file])))),
    };

    private void Demand(KnownDataset set, IReadOnlyList<KnownDataset> known) => new DatasetIdentity(known, _ => []).Demand(
        set, [.. IdxFormat.Instance.FileNames.Select(name => _directory[set.Name, name])], progress: null);

    private string Fault(string name) =>
        Assert.Throws<DatasetUnavailableException>(() => DatasetCatalog.Open(new(name, _directory.Path))).Message;
}
