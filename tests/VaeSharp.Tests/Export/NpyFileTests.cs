using System.Buffers.Binary;
using System.Text;
using VaeSharp.Export;
using Xunit;

namespace VaeSharp.Tests.Export;

public sealed class NpyFileTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".npy");

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("(2, 3)", 2, 3)]
    [InlineData("(6,)", 6)]
    [InlineData("(1, 2, 3, 1)", 1, 2, 3, 1)]
    public void The_header_is_that_of_the_published_format(string tuple, params int[] shape)
    {
        NpyFile.Write(_path, new float[] { 0, 1, 2, 3, 4, 5.5f }, shape);

        byte[] file = File.ReadAllBytes(_path);
        Assert.Equal([0x93, .. "NUMPY"u8, 1, 0], file[..8]);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        Assert.Equal(0, (10 + length) % 64);
        string header = Encoding.ASCII.GetString(file, 10, length);
        Assert.Equal($"{{'descr': '<f4', 'fortran_order': False, 'shape': {tuple}, }}", header.TrimEnd());
        Assert.EndsWith("\n", header, StringComparison.Ordinal);
        Assert.Equal(10 + length + 24, file.Length);
        Assert.Equal(5.5f, BinaryPrimitives.ReadSingleLittleEndian(file.AsSpan(10 + length + 20)));
    }

    [Fact]
    public void A_single_number_has_the_empty_shape()
    {
        NpyFile.Write(_path, new float[] { 3 });
        (float[] values, int[] shape) = NpyFile.ReadSingle(_path);
        Assert.Equal([3f], values);
        Assert.Empty(shape);
    }

    [Fact]
    public void Float_values_return_with_every_bit()
    {
        float[] values = [0, -0f, float.NaN, float.PositiveInfinity, float.Epsilon, 1f / 3];
        NpyFile.Write(_path, values, 3, 2);
        (float[] read, int[] shape) = NpyFile.ReadSingle(_path);
        Assert.Equal(values.Select(BitConverter.SingleToInt32Bits), read.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal([3, 2], shape);
    }

    [Fact]
    public void Bytes_and_labels_have_their_own_types()
    {
        NpyFile.Write(_path, new byte[] { 7, 255 }, 2);
        byte[] bytes = File.ReadAllBytes(_path);
        Assert.Contains("'|u1'", Encoding.Latin1.GetString(bytes), StringComparison.Ordinal);
        Assert.Equal([7, 255], bytes[^2..]);

        NpyFile.Write(_path, new long[] { -2 }, 1);
        byte[] longs = File.ReadAllBytes(_path);
        Assert.Contains("'<i8'", Encoding.Latin1.GetString(longs), StringComparison.Ordinal);
        Assert.Equal([254, 255, 255, 255, 255, 255, 255, 255], longs[^8..]);
        string message = Assert.Throws<InvalidDataException>(() => NpyFile.ReadSingle(_path)).Message;
        Assert.Contains("'<i8'", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_cut_anywhere_or_has_a_byte_more_is_refused()
    {
        NpyFile.Write(_path, new float[] { 1, 2 }, 2);
        byte[] whole = File.ReadAllBytes(_path);
        for (int length = 0; length <= whole.Length + 1; length++)
        {
            if (length == whole.Length)
            {
                continue;
            }

            using (FileStream file = File.Create(_path))
            {
                file.Write([.. whole.Take(length), .. new byte[Math.Max(0, length - whole.Length)]]);
            }

            Assert.Throws<InvalidDataException>(() => NpyFile.ReadSingle(_path));
        }
    }

    [Theory]
    [InlineData("(2147483647, 2147483647)")]
    [InlineData("(99999999999,)")]
    [InlineData("(4, 4)")]
    [InlineData("(-1,)")]
    [InlineData("(__import__,)")]
    public void A_shape_that_the_file_does_not_hold_is_refused_before_anything_is_allocated(string shape)
    {
        string header = $"{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}\n";
        using (FileStream file = File.Create(_path))
        {
            file.Write([0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)]);
        }

        string message = Assert.Throws<InvalidDataException>(() => NpyFile.ReadSingle(_path)).Message;
        Assert.Contains(_path, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_shape_of_another_size_is_refused_before_a_file_is_made()
    {
        string message = Assert.Throws<ArgumentException>(() => NpyFile.Write(_path, new float[5], 2, 3)).Message;
        Assert.Contains("(2, 3) needs 6 values; found 5", message, StringComparison.Ordinal);
        Assert.False(File.Exists(_path));
    }
}
