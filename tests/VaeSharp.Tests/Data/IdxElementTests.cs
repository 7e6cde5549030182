using System.Buffers.Binary;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class IdxElementTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0x09, "byte", 127)]
    [InlineData(0x0B, "short", 255)]
    [InlineData(0x0C, "int", 255)]
    [InlineData(0x0D, "float", 255)]
    [InlineData(0x0E, "double", 255)]
    public void Numbers_of_each_type_are_read_where_they_fit(byte type, string suffix, byte most)
    {
        Write(type, suffix, images: [0, 1, 2, most], labels: [3, 0]);

        DatasetSplits splits = DatasetCatalog.Open(new($"idx:{_directory.Path}", ValidationCount: 0));

        Assert.Equal([0, 1, 2, most, 0, 1, 2, most], splits.Train.Pixels);
        Assert.Equal(["0", "3"], splits.Train.ClassNames);
        Assert.Equal([1, 0], splits.Test.Labels);
    }

    [Theory]
    [InlineData(0x0D)]
    [InlineData(0x0E)]
    public void Real_numbers_up_to_1_are_shares_of_255(byte type)
    {
        Write(type, "ubyte", images: [0, 1, 0.5, 1 / 255.0], labels: [0, 1]);

        Assert.Equal([0, 255, 128, 1], DatasetCatalog.Open(new($"idx:{_directory.Path}")).Test.Pixels[..4]);
    }

    [Theory]
    [InlineData(0x09, -1, "the value -1 among signed bytes", "whole numbers from 0 to 255")]
    [InlineData(0x0B, 256, "the value 256 among 16-bit integers", "whole numbers from 0 to 255")]
    [InlineData(0x0C, -70000, "the value -70000 among 32-bit integers", "whole numbers from 0 to 255")]
    [InlineData(0x0D, 1.5, "the value 1.5 among float32", "numbers from 0 to 1, or whole numbers from 0 to 255")]
    [InlineData(0x0E, -0.25, "the value -0.25 among float64", "numbers from 0 to 1, or whole numbers from 0 to 255")]
    [InlineData(0x0D, double.NaN, "the value NaN among float32", "numbers from 0 to 1, or whole numbers from 0 to 255")]
    public void Images_that_do_not_fit_are_refused_with_file_type_value_and_place(byte type, double value, string found, string expected)
    {
        Write(type, "ubyte", images: [0, 1, value, 1], labels: [0, 1]);

        DataFormatException fault = Fault();

        Assert.Equal(_directory["train-images-idx3-ubyte"], fault.File);
        Assert.Equal((found, expected), (fault.Found, fault.Expected));
        Assert.Equal(16 + (2 * Size(type)), fault.Offset);
    }

    [Theory]
    [InlineData(0x09, -1)]
    [InlineData(0x0C, 256)]
    [InlineData(0x0D, 0.5)]
    public void Labels_that_are_no_whole_numbers_of_a_byte_are_refused(byte type, double value)
    {
        Write(type, "ubyte", images: [0, 1, 1, 0], labels: [0, value]);

        DataFormatException fault = Fault();

        Assert.Equal(_directory["train-labels-idx1-ubyte"], fault.File);
        Assert.Contains("labels that are whole numbers from 0 to 255", fault.Message, StringComparison.Ordinal);
        Assert.Equal(8 + Size(type), fault.Offset);
    }

    [Fact]
    public void A_file_that_is_not_as_long_as_its_type_says_is_refused()
    {
        byte[] bytes = SyntheticFiles.IdxImages(2, magic: 0xD03);

        Assert.Contains(
            "2 images of 2×3 float32", Assert.Throws<DataFormatException>(() => IdxFile.ReadImages(bytes, "f")).Message,
            StringComparison.Ordinal);
    }

    // Images of two by two pixels; those for tests are the same.
    private void Write(byte type, string suffix, double[] images, double[] labels)
    {
        foreach (string part in (string[])["train", "t10k"])
        {
            byte[] one = Numbers(type, images);
            _directory.Write(
                $"{part}-images-idx3-{suffix}",
                [.. SyntheticFiles.BigEndian((uint)(type << 8) | 3, 2, 2, 2), .. one, .. one]);
            _directory.Write(
                $"{part}-labels-idx1-{suffix}", [.. SyntheticFiles.BigEndian((uint)(type << 8) | 1, 2), .. Numbers(type, labels)]);
        }
    }

    private static int Size(byte type) => type switch { 0x09 => 1, 0x0B => 2, 0x0E => 8, _ => 4 };

    private static byte[] Numbers(byte type, double[] values)
    {
        int size = Size(type);
        var bytes = new byte[size * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            Span<byte> at = bytes.AsSpan(i * size);
            switch (type)
            {
                case 0x09:
                    at[0] = (byte)(sbyte)values[i];
                    break;
                case 0x0B:
                    BinaryPrimitives.WriteInt16BigEndian(at, (short)values[i]);
                    break;
                case 0x0C:
                    BinaryPrimitives.WriteInt32BigEndian(at, (int)values[i]);
                    break;
                case 0x0D:
                    BinaryPrimitives.WriteSingleBigEndian(at, (float)values[i]);
                    break;
                default:
                    BinaryPrimitives.WriteDoubleBigEndian(at, values[i]);
                    break;
            }
        }

        return bytes;
    }

    private DataFormatException Fault() =>
        Assert.Throws<DataFormatException>(() => DatasetCatalog.Open(new($"idx:{_directory.Path}")));
}
