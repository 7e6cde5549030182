using System.Security.Cryptography;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class DatasetStoreTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly TemporaryDirectory _origin = new();
    private readonly FakeServer _server = new();
    private readonly KnownDataset _idx;
    private readonly KnownDataset _cifar;

    public DatasetStoreTests()
    {
        SyntheticFiles.WriteIdxDirectory(_origin.Path);
        (string, byte[])[] files =
        [
            .. IdxFormat.Instance.FileNames.Select(name => (name + ".gz", File.ReadAllBytes(_origin[name + ".gz"]))),
            ("c.tar.gz", CifarArchiveTests.Archive()),
        ];
        _server.Serve("host", files);
        _idx = Known("tiny", IdxFormat.Instance, files[..4]);
        _cifar = Known("tiny-cifar", CifarFormat.Instance, files[4..]);
    }

    public void Dispose()
    {
        _server.Dispose();
        _origin.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void A_fetched_set_is_the_one_that_was_published()
    {
        Fetch(_idx);

        WholeDataset expected = DatasetCatalogTests.LoadDirectory("tiny", _origin.Path);
        WholeDataset loaded = Store().Load(_idx);
        Assert.Equal(expected.Train.Digest, loaded.Train.Digest);
        Assert.Equal(expected.Test.Digest, loaded.Test.Digest);
    }

    [Fact]
    public void A_fetched_archive_of_cifar_is_the_one_that_was_published()
    {
        Fetch(_cifar);

        WholeDataset loaded = Store().Load(_cifar);
        Assert.Equal((10, 2), (loaded.Train.Count, loaded.Test.Count));
        Assert.Equal(SyntheticFiles.Cifar(2, 4).AsSpan(3074, 3072), loaded.Train.Image(9));
    }

    [Fact]
    public void Archives_go_once_they_are_decoded()
    {
        Fetch(_cifar);

        Assert.Equal(
            CifarFormat.Instance.FileNames.Append(".lock").Append("manifest.json").Order(StringComparer.Ordinal),
            Directory.GetFiles(_directory["tiny-cifar"]).Select(path => Path.GetFileName(path))
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(".lock")]
    [InlineData("train-images-idx3-ubyte.gz.partial")]
    public void Links_in_the_cache_are_never_written_through(string name)
    {
        string elsewhere = _origin["elsewhere"];
        Directory.CreateDirectory(_directory["tiny"]);
        File.CreateSymbolicLink(_directory["tiny", name], elsewhere);

        var fault = Record.Exception(() => Fetch(_idx));

        Assert.Contains("a link", Assert.IsAssignableFrom<Exception>(fault).Message, StringComparison.Ordinal);
        Assert.False(File.Exists(elsewhere));
    }

    [Fact]
    public void A_whole_set_is_fetched_again_only_by_force()
    {
        Fetch(_idx);
        Fetch(_idx);
        Assert.Equal(4, _server.Requests.Count);

        Fetch(_idx, force: true);
        Assert.Equal(8, _server.Requests.Count);
        Assert.Equal(20, Store().Load(_idx).Train.Count);
    }

    [Fact]
    public void One_flipped_byte_anywhere_is_found_at_the_next_load()
    {
        Fetch(_idx);
        foreach (string name in IdxFormat.Instance.FileNames)
        {
            string path = _directory["tiny", name];
            byte[] whole = File.ReadAllBytes(path);
            for (int i = 0; i < whole.Length; i++)
            {
                whole[i] ^= 1;
                _directory.Write(Path.Combine("tiny", name), whole);
                DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(
                    () => Store().Load(_idx));
                whole[i] ^= 1;
                Assert.Contains(path, fault.Message, StringComparison.Ordinal);
                Assert.Contains(Hex(whole), fault.Message, StringComparison.Ordinal);
                Assert.Equal("tiny", fault.Damaged);
            }

            _directory.Write(Path.Combine("tiny", name), whole);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("{\"files\":[null]}")]
    [InlineData("{\"files\":[]}")]
    public void A_damaged_manifest_is_found_at_the_next_load(string text)
    {
        Fetch(_idx);
        _directory.Write("tiny/manifest.json", System.Text.Encoding.UTF8.GetBytes(text));

        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(() => Store().Load(_idx));

        Assert.Equal("tiny", fault.Damaged);
    }

    [Fact]
    public void A_missing_file_is_found_and_a_fetch_repairs_it()
    {
        Fetch(_cifar);
        File.Delete(_directory["tiny-cifar", "test_batch.bin"]);
        Assert.Throws<DatasetUnavailableException>(() => Store().Load(_cifar));

        Fetch(_cifar);

        Assert.Equal(2, Store().Load(_cifar).Test.Count);
    }

    [Fact]
    public void After_a_failure_nothing_counts_as_fetched_and_what_arrived_is_not_asked_for_again()
    {
        string last = _idx.Archives[3].Name;
        using var broken = new FakeServer();
        broken.On("host", request => request.RequestUri!.AbsolutePath.EndsWith(last, StringComparison.Ordinal)
            ? FakeServer.Page(1)
            : FakeServer.From(request, File.ReadAllBytes(_origin[Path.GetFileName(request.RequestUri.AbsolutePath)])));

        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(
            () => Store(broken).Fetch(_idx, force: false, null, CancellationToken.None));
        Assert.Contains("By hand: download https://host/", fault.Message, StringComparison.Ordinal);
        Assert.False(Store().Has(_idx));

        Fetch(_idx);
        Assert.Equal([$"https://host/{last}"], _server.Requests.Select(request => request.Address));
    }

    [Fact]
    public void Of_two_that_fetch_at_once_the_second_waits_and_asks_for_nothing()
    {
        Parallel.For(0, 4, _ => Fetch(_idx));

        Assert.Equal(4, _server.Requests.Count);
        Assert.Equal(20, Store().Load(_idx).Train.Count);
    }

    [Fact]
    public void A_cache_that_cannot_be_written_to_is_named()
    {
        string file = _directory.Write("file", [1]);
        var store = new DatasetStore(new DatasetCache(Path.Combine(file, "cache")), () => new Download());

        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(
            () => store.Fetch(_idx, force: false, null, CancellationToken.None));

        Assert.Contains("VAESHARP_CACHE", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Opening_fetches_what_is_missing_unless_the_run_is_offline()
    {
        var library = new DatasetLibrary([_idx], Store(), ownDirectory: null);

        DatasetUnavailableException fault = Assert.Throws<DatasetUnavailableException>(
            () => library.Load(new("tiny", Offline: true), progress: null));
        Assert.Contains("offline. By hand: download https://host/", fault.Message, StringComparison.Ordinal);
        Assert.Empty(_server.Requests);
        Assert.Equal("not fetched", library.List().Single().State);

        Assert.Equal(20, library.Load(new("tiny"), progress: null).Train.Count);
        Assert.Equal(20, library.Load(new("tiny", Offline: true), progress: null).Train.Count);
        Assert.Equal($"found in {_directory["tiny"]}", library.List().Single().State);
    }

    [Fact]
    public void Verification_of_the_cache_names_the_files_that_are_wrong()
    {
        var library = new DatasetLibrary([_idx], Store(), ownDirectory: null);
        Assert.All(library.Verify("tiny", null).Files, file => Assert.Equal(FileState.Missing, file.State));
        Fetch(_idx);
        Assert.True(library.Verify("tiny", null).IsSound);

        _directory.Write("tiny/" + IdxFormat.TestLabels, SyntheticFiles.IdxLabels(1, 2));
        File.Delete(_directory["tiny", IdxFormat.TrainImages]);
        DatasetReport report = library.Verify("tiny", null);

        Assert.Equal(
            [FileState.Missing, FileState.Verified, FileState.Verified, FileState.Damaged],
            report.Files.Select(file => file.State));
        Assert.False(report.IsSound);
    }

    private static KnownDataset Known(string name, IDatasetFormat format, (string Name, byte[] Content)[] files) => new(
        name, new(1, 2, 3), ClassNames.Digits, 20, 10, "source", "licence", format,
        [
            .. files.Select(file =>
                PublishedFile.Under(file.Name, file.Content.Length, Hex(file.Content), "https://host/")),
        ]);

    private static string Hex(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private DatasetStore Store(FakeServer? server = null) =>
        new(new DatasetCache(_directory.Path), () => new Download(new Borrowed(server ?? _server)));

    private void Fetch(KnownDataset known, bool force = false) =>
        Store().Fetch(known, force, progress: null, CancellationToken.None);
}
