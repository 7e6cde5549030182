using System.Runtime.InteropServices;
using System.Security.Cryptography;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Storage;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void An_independent_reader_finds_every_type_bit_equal()
    {
        TensorSource[] sources = [.. Enum.GetValues<TensorDType>().Select((dtype, i) => Source($"t{i}", dtype, [3, 5]))];
        SafetensorsFile.Write(Path("all"), sources, new Dictionary<string, string> { ["about"] = "all types" });

        var (tensors, _) = RawSafetensors.Read(Path("all"));
        Assert.Equal(
            ["BOOL", "U8", "F16", "BF16", "I32", "F32", "F64", "I64"],
            sources.Select(source => tensors[source.Name].DType));
        foreach (TensorSource source in sources)
        {
            Assert.Equal([3, 5], tensors[source.Name].Shape);
            Assert.Equal(Pattern(source.Name, 15 * source.DType.Size()), tensors[source.Name].Bytes);
        }
    }

    [Fact]
    public void What_was_written_is_read_back_bit_equal_with_its_metadata()
    {
        TensorSource[] sources = [Source("größe.重", TensorDType.F32, [2, 0, 3]), Source("a", TensorDType.U8, [7]), Source("", TensorDType.F64, [])];
        var metadata = new Dictionary<string, string> { ["ключ"] = "\"<&>\n", ["b"] = "" };
        SafetensorsFile.Write(Path("file"), sources, metadata);

        using SafetensorsFile file = SafetensorsFile.Open(Path("file"));
        Assert.Equal(metadata, file.Metadata);
        Assert.Equal(3, file.Entries.Count);
        Assert.Equal([2, 0, 3], file["größe.重"].Shape);
        Assert.Empty(file.Read("größe.重"));
        Assert.Equal(Pattern("a", 7), file.Read("a"));
        Assert.Equal(Pattern("", 8), file.Read(""));
    }

    [Fact]
    public void A_file_laid_out_by_hand_is_read()
    {
        // A header as the format's README shows it, then two little-endian float32: 1 and -2.
        byte[] bytes =
        [
            64, 0, 0, 0, 0, 0, 0, 0,
            .. "{\"weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]}}   "u8,
            0x00, 0x00, 0x80, 0x3F, 0x00, 0x00, 0x00, 0xC0,
        ];
        _directory.Plant("golden.safetensors", bytes);

        using SafetensorsFile file = SafetensorsFile.Open(Path("golden"));
        Assert.Equal([2, 1], file["weight"].Shape);
        Assert.Equal([1f, -2f], MemoryMarshal.Cast<byte, float>(file.Read("weight")).ToArray());
    }

    [Fact]
    public void Equal_tensors_give_equal_bytes_in_any_order_of_giving()
    {
        TensorSource[] sources = [Source("b", TensorDType.F32, [4]), Source("a", TensorDType.U8, [3]), Source("c", TensorDType.I64, [2])];
        var one = new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" };
        var other = new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" };
        SafetensorsFile.Write(Path("one"), sources, one);
        SafetensorsFile.Write(Path("other"), [.. sources.Reverse()], other);

        string digest = Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path("one"))));
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path("other")))));
        Assert.Equal("09cea67cdf45399882f78dc87428bc12c4f122ceade05dcabed7d1c7a3a30906", digest);
    }

    [Fact]
    public void Every_tensor_lies_at_a_multiple_of_its_element_size()
    {
        TensorSource[] sources = [.. Enum.GetValues<TensorDType>().Select((dtype, i) => Source($"t{i}", dtype, [3]))];
        SafetensorsFile.Write(Path("file"), sources);

        using SafetensorsFile file = SafetensorsFile.Open(Path("file"));
        int headerLength = (int)new BinaryReader(new MemoryStream(File.ReadAllBytes(Path("file")))).ReadUInt64();
        Assert.Equal(0, headerLength % 8);
        Assert.All(file.Entries, entry => Assert.Equal(0, entry.Offset % entry.DType.Size()));
    }

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    public void A_tensor_whose_bytes_do_not_fill_its_shape_is_not_written(int length)
    {
        TensorSource source = TensorSource.FromBytes("w", TensorDType.F32, [2], new byte[length]);
        Assert.ThrowsAny<Exception>(() => SafetensorsFile.Write(Path("file"), [source]));
        Assert.Empty(Directory.EnumerateFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void Names_that_would_collide_are_not_written()
    {
        TensorSource source = Source("w", TensorDType.F32, [2]);
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(Path("f"), [source, source]));
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(Path("f"), [source with { Name = "__metadata__" }]));
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(Path("f"), [source with { Name = "half \ud800" }]));
    }

    [Fact]
    public void A_missing_tensor_is_named_in_the_error()
    {
        SafetensorsFile.Write(Path("file"), [Source("present", TensorDType.F32, [1])]);
        using SafetensorsFile file = SafetensorsFile.Open(Path("file"));
        Assert.Contains("absent", Assert.Throws<StorageFormatException>(() => file.Read("absent")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(float.NaN, false)]
    [InlineData(float.PositiveInfinity, false)]
    [InlineData(float.NegativeInfinity, false)]
    [InlineData(float.MaxValue, true)]
    [InlineData(float.Epsilon, true)]
    public void A_value_that_is_not_finite_is_seen_in_every_floating_type(float value, bool finite)
    {
        // Far behind the first chunk, at an odd place.
        float[] singles = new float[50_001];
        singles[^2] = value;
        // Subnormal and largest float32 have no half: there the neighbours are used.
        Half half = float.IsFinite(value) ? Half.MaxValue : (Half)value;
        Half[] halves = [(Half)0, half];
        double[] doubles = [0, value];
        ushort[] upper = [0, (ushort)(BitConverter.SingleToUInt32Bits(value) >> 16)];
        SafetensorsFile.Write(Path("file"),
        [
            TensorSource.FromBytes("f32", TensorDType.F32, [50_001], Bytes(singles)),
            TensorSource.FromBytes("f16", TensorDType.F16, [2], Bytes(halves)),
            TensorSource.FromBytes("f64", TensorDType.F64, [2], Bytes(doubles)),
            TensorSource.FromBytes("bf16", TensorDType.BF16, [2], Bytes(upper)),
            TensorSource.FromBytes("u8", TensorDType.U8, [2], new byte[] { 255, 255 }),
        ]);

        using SafetensorsFile file = SafetensorsFile.Open(Path("file"));
        Assert.All(["f32", "f16", "f64", "bf16"], name => Assert.Equal(finite, file.IsFinite(name)));
        Assert.True(file.IsFinite("u8"));
    }

    private string Path(string name) => _directory.File(name + ".safetensors");

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes(values.AsSpan()).ToArray();

    private static TensorSource Source(string name, TensorDType dtype, long[] shape)
    {
        long count = shape.Aggregate(1L, (product, dimension) => product * dimension);
        return TensorSource.FromBytes(name, dtype, shape, Pattern(name, (int)count * dtype.Size()));
    }

    private static byte[] Pattern(string name, int length) =>
        [.. Enumerable.Range(0, length).Select(i => (byte)(i * 37 + name.Length + 11))];
}
