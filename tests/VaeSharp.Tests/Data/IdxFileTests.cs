using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class IdxFileTests
{
    [Fact]
    public void Images_keep_their_shape_and_their_bytes()
    {
        PixelBlock images = IdxFile.ReadImages(SyntheticFiles.IdxImages(4, 2, 3), "f");

        Assert.Equal((new ImageShape(1, 2, 3), 4), (images.Shape, images.Count));
        Assert.Equal(SyntheticFiles.IdxImages(4, 2, 3)[16..], images.Pixels);
    }

    [Fact]
    public void Every_cut_of_either_file_is_refused()
    {
        byte[] images = SyntheticFiles.IdxImages(2), labels = SyntheticFiles.IdxLabels(1, 2);
        for (int length = 0; length < images.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => IdxFile.ReadImages(images.AsSpan(0, length), "f"));
        }

        for (int length = 0; length < labels.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => IdxFile.ReadLabels(labels.AsSpan(0, length), "f"));
        }
    }

    [Fact]
    public void Trailing_bytes_are_refused()
    {
        Assert.Throws<DataFormatException>(() => IdxFile.ReadImages([.. SyntheticFiles.IdxImages(2), 0], "f"));
        Assert.Throws<DataFormatException>(() => IdxFile.ReadLabels([.. SyntheticFiles.IdxLabels(2), 0], "f"));
    }

    [Theory]
    [InlineData(0x801u)] // labels
    [InlineData(0xa03u)] // a type that there is not
    [InlineData(0xd02u)] // float32 in two dimensions
    [InlineData(0x804u)] // one dimension more
    [InlineData(0x03080000u)] // the other byte order
    public void Another_magic_number_is_refused_and_named(uint magic)
    {
        DataFormatException fault = Assert.Throws<DataFormatException>(
            () => IdxFile.ReadImages(SyntheticFiles.IdxImages(2, magic: magic), "wrong.idx"));

        Assert.StartsWith(
            $"wrong.idx: at byte 0: found the magic number {magic:x8}", fault.Message, StringComparison.Ordinal);
        Assert.EndsWith(
            ", expected 00000803 (unsigned bytes in 3 dimensions) or other numbers in 3 dimensions.", fault.Message,
            StringComparison.Ordinal);
        Assert.Equal(magic == 0xd02, fault.Message.Contains("float32 in 2 dimensions", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>Not found</body></html>")]
    [InlineData("\r\n  <html lang='en'><head></head></html>")]
    public void A_web_page_in_place_of_the_data_is_told_as_such(string page)
    {
        DataFormatException fault = Assert.Throws<DataFormatException>(
            () => IdxFile.ReadImages(System.Text.Encoding.UTF8.GetBytes(page), "f.gz"));

        Assert.Contains("a web page in place of the data", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x10000u, 0x10000u, 0x10000u)] // 2⁴⁸
    [InlineData(0x7fffffffu, 0x7fffffffu, 0x7fffffffu)]
    [InlineData(0x40000000u, 4u, 0x40000000u)] // 2⁶²
    [InlineData(1u, 0x10000u, 0x10000u)] // 0 in 32 bits
    [InlineData(2u, 0x80000000u, 1u)] // negative as a signed number
    [InlineData(0xffffffffu, 1u, 1u)]
    [InlineData(0u, 28u, 28u)]
    [InlineData(1u, 0u, 28u)]
    public void Dimensions_that_overflow_or_vanish_are_refused(uint count, uint rows, uint columns)
    {
        byte[] bytes = SyntheticFiles.BigEndian(0x803, count, rows, columns);

        Assert.Throws<DataFormatException>(() => IdxFile.ReadImages(bytes, "f"));
        Assert.Throws<DataFormatException>(() => IdxFile.ReadImages([.. bytes, 1, 2, 3, 4], "f"));
    }

    [Fact]
    public void A_label_without_a_class_is_refused_where_it_stands()
    {
        DataFormatException fault = Assert.Throws<DataFormatException>(
            () => IdxFile.ReadLabels(SyntheticFiles.IdxLabels(9, 10), "f"));

        Assert.Equal(9, fault.Offset);
        Assert.Equal([9, 10], IdxFile.ReadLabels(SyntheticFiles.IdxLabels(9, 10), "f", classes: 11));
        Assert.Equal([255], IdxFile.ReadLabels(SyntheticFiles.IdxLabels(255), "f", classes: 256));
    }

    [Fact]
    public void Damaged_headers_raise_no_other_exception_and_take_no_memory()
    {
        byte[] whole = SyntheticFiles.IdxImages(2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (ulong i = 0; i < 2000; i++)
        {
            byte[] bytes = [.. whole];
            ulong draw = new CounterRandom(11, 0).UInt64At(i);
            bytes[draw % 16] = (byte)(draw >> 8);
            bytes[(draw >> 16) % 16] = (byte)(draw >> 24);
            if (Record.Exception(() => IdxFile.ReadImages(bytes, "f")) is { } fault)
            {
                Assert.IsType<DataFormatException>(fault);
            }
        }

        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 2000, 0, 20_000);
    }
}
