using System.Security.Cryptography;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class SvhnTests : IDisposable
{
    private const int Values = 3 * 32 * 32;

    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Images_stand_upright_in_planes_and_label_10_is_the_digit_0(bool compressed)
    {
        Write("train_32x32.mat", 3, compressed, 1, 10, 9);
        Write("test_32x32.mat", 1, compressed, 2);

        DatasetSplits splits = DatasetCatalog.Open(new("svhn", _directory.Path, ValidationCount: 0));

        Assert.Equal((3, 1), (splits.Train.Count, splits.Test.Count));
        Assert.Equal([1, 0, 9], splits.Train.Labels);
        Assert.Equal("0", splits.Train.ClassNames[splits.Train.Labels[1]]);
        for (int image = 0; image < 3; image++)
        {
            ReadOnlySpan<byte> planes = splits.Train.Image(image);
            for (int i = 0; i < Values; i++)
            {
                Assert.Equal(Pixel(i / 32 % 32, i % 32, i / 1024, image), planes[i]);
            }
        }
    }

    [Fact]
    public void Labels_may_be_stored_as_numbers_of_another_type_and_other_arrays_are_passed_over()
    {
        byte[] train = MatBytes.File(
            MatBytes.Array("notes", [1, 2], 4, [65, 0, 66, 0], kind: 4),
            MatBytes.Array("y", [2, 1], MatBytes.Double, MatBytes.Doubles(10, 3), kind: 6),
            MatBytes.Compressed(MatBytes.Array("X", [32, 32, 3, 2], MatBytes.UnsignedByte, new byte[2 * Values])));

        Assert.Equal([0, 3], Images(train).Labels);
    }

    [Fact]
    public void Published_files_are_fetched_over_plain_http_and_kept_as_they_are()
    {
        using var cache = new TemporaryDirectory();
        using FakeServer server = new();
        (string Name, byte[] Bytes)[] files =
            [("train_32x32.mat", SvhnFile(2, compressed: true, 1, 10)), ("test_32x32.mat", SvhnFile(1, compressed: true, 5))];
        server.Serve("host", files);
        KnownDataset known = KnownDatasets.Svhn with
        {
            Archives =
            [
                .. files.Select(file => PublishedFile.Under(
                    file.Name, file.Bytes.Length, Convert.ToHexStringLower(SHA256.HashData(file.Bytes)), "http://host/") with
                {
                    OverPlainHttp = true,
                }),
            ],
        };
        var store = new DatasetStore(new DatasetCache(cache.Path), () => new Download(new Borrowed(server)));

        store.Fetch(known, force: false, progress: null, CancellationToken.None);
        Assert.Equal([1, 0], store.Load(known).Train.Labels);
        Assert.Equal(files[0].Bytes, File.ReadAllBytes(cache["svhn", "train_32x32.mat"]));

        store.Fetch(known, force: true, progress: null, CancellationToken.None); // they have the published digests still
        Assert.Equal(2, server.Requests.Count);

        cache.Write("svhn/test_32x32.mat", [1, 2, 3]);
        Assert.Throws<DatasetUnavailableException>(() => store.Load(known));
        store.Fetch(known, force: false, progress: null, CancellationToken.None);
        Assert.Equal([5], store.Load(known).Test.Labels);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html>", "a web page in place of the data")]
    [InlineData("MATLAB 7.3 MAT-file, Platform: GLNXA64", "version 7.3, which is HDF5")]
    [InlineData("PK\u0003\u0004", "PK..")]
    public void Another_file_is_told_as_such(string begin, string found)
    {
        byte[] bytes = [.. System.Text.Encoding.ASCII.GetBytes(begin.PadRight(200))];

        DataFormatException fault = Fault(bytes);

        Assert.Contains(found, fault.Message.Replace("\u0003\u0004", "..", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("MAT-file", fault.Expected, StringComparison.Ordinal);
    }

    [Fact]
    public void The_other_byte_order_is_told()
    {
        byte[] bytes = SvhnFile(1, compressed: false, 1);
        (bytes[124], bytes[125], bytes[126], bytes[127]) = (1, 0, (byte)'M', (byte)'I');

        Assert.Contains("the other byte order", Fault(bytes).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(11)]
    [InlineData(2.5)]
    public void A_label_that_is_no_digit_is_refused_with_its_image(double label)
    {
        byte[] bytes = MatBytes.File(
            MatBytes.Array("X", [32, 32, 3, 2], MatBytes.UnsignedByte, new byte[2 * Values]),
            MatBytes.Array("y", [2, 1], MatBytes.Double, MatBytes.Doubles(1, label), kind: 6));

        Assert.Contains("of image 1, expected 1 to 10", Fault(bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arrays_of_other_shapes_types_and_counts_are_refused()
    {
        byte[] images = MatBytes.Array("X", [32, 32, 3, 1], MatBytes.UnsignedByte, new byte[Values]);
        byte[] labels = MatBytes.Array("y", [1, 1], MatBytes.UnsignedByte, [1]);

        Assert.Contains("no array y", Fault(MatBytes.File(images)).Message, StringComparison.Ordinal);
        Assert.Contains("a second time", Fault(MatBytes.File(images, labels, labels)).Message, StringComparison.Ordinal);
        Assert.Contains(
            "y of 2×1", Fault(MatBytes.File(images, MatBytes.Array("y", [2, 1], 2, [1, 2]))).Message, StringComparison.Ordinal);
        Assert.Contains(
            "X of 3×1024", Fault(MatBytes.File(MatBytes.Array("X", [3, 1024], 2, new byte[Values]), labels)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "no array of real numbers", Fault(MatBytes.File(images, MatBytes.Array("y", [1, 1], 2, [1], flags: 8))).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "an array of 32×32×3×2", Fault(MatBytes.File(MatBytes.Array("X", [32, 32, 3, 2], 2, new byte[Values]), labels)).Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_cut_is_refused_and_damage_raises_no_other_exception(bool compressed)
    {
        byte[] whole = SvhnFile(1, compressed, 7);
        int step = compressed ? 1 : 41;
        for (int length = 0; length < whole.Length; length += step)
        {
            Fault(whole[..length]);
        }

        var random = new CounterRandom(5, 2);
        for (ulong i = 0; i < 500; i++)
        {
            byte[] bytes = [.. whole];
            ulong draw = random.UInt64At(i);
            bytes[116 + (int)(draw % (ulong)Math.Min(200, whole.Length - 116))] ^= (byte)(1 << (int)(draw >> 60 & 7));
            if (Record.Exception(() => Images(bytes)) is { } fault)
            {
                Assert.IsType<DataFormatException>(fault);
            }
        }
    }

    [Fact]
    public void A_small_file_that_speaks_of_very_many_images_takes_no_memory()
    {
        byte[] bytes = MatBytes.File(MatBytes.Compressed(
            [
                .. MatBytes.Word(14), .. MatBytes.Word(900_000_056),
                .. MatBytes.Array("X", [32, 32, 3, 292_968], 2, new byte[8])[8..^16], .. MatBytes.Word(2), .. MatBytes.Word(899_997_696),
            ]));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Fault(bytes);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static byte Pixel(int row, int column, int channel, int image) => (byte)((row * 7) + column + (channel * 50) + (image * 3));

    /// <summary>As MATLAB stores X and y: rows run fastest, then columns, channels and images.</summary>
    private static byte[] SvhnFile(int count, bool compressed, params byte[] labels)
    {
        byte[] pixels = [.. Enumerable.Range(0, count * Values).Select(i => Pixel(i % 32, i / 32 % 32, i / 1024 % 3, i / Values))];
        int[] shape = count == 1 ? [32, 32, 3] : [32, 32, 3, count];
        byte[][] arrays =
        [
            MatBytes.Array("X", shape, MatBytes.UnsignedByte, pixels),
            MatBytes.Array("y", [count, 1], MatBytes.UnsignedByte, labels, kind: 6),
        ];
        return MatBytes.File([.. arrays.Select(array => compressed ? MatBytes.Compressed(array) : array)]);
    }

    private static ImageDataset Images(byte[] bytes) =>
        SvhnFormat.Instance.Read("svhn", null, ["train.mat", "test.mat"], _ => bytes).Train;

    private static DataFormatException Fault(byte[] bytes) => Assert.Throws<DataFormatException>(() => Images(bytes));

    private void Write(string name, int count, bool compressed, params byte[] labels) =>
        _directory.Write(name, SvhnFile(count, compressed, labels));
}
