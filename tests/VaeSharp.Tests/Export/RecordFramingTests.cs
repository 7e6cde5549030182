using System.Text;
using VaeSharp.Export;
using Xunit;

namespace VaeSharp.Tests.Export;

public sealed class RecordFramingTests
{
    [Fact]
    public void The_checksum_has_its_published_check_value() =>
        Assert.Equal(0xE3069283u, RecordFraming.Checksum(Encoding.ASCII.GetBytes("123456789")));

    [Fact]
    public void The_checksum_agrees_with_one_computed_bit_by_bit_at_every_length()
    {
        byte[] data = [.. Enumerable.Range(0, 67).Select(i => (byte)(i * 89 + 7))];
        for (int length = 0; length <= data.Length; length++)
        {
            Assert.Equal(EventReading.Crc32C(data.AsSpan(0, length)), RecordFraming.Checksum(data.AsSpan(0, length)));
        }
    }

    [Fact]
    public void A_record_that_is_cut_anywhere_or_changed_anywhere_is_not_read()
    {
        byte[] frame = RecordFraming.Frame([1, 2, 3, 4, 5]);
        for (int i = 0; i < frame.Length; i++)
        {
            Assert.Null(RecordFraming.ReadNext(new MemoryStream(frame[..i])));
            byte[] changed = [.. frame];
            changed[i] ^= 16;
            Assert.Null(RecordFraming.ReadNext(new MemoryStream(changed)));
        }

        Assert.Equal([1, 2, 3, 4, 5], RecordFraming.ReadNext(new MemoryStream(frame)));
    }

    [Fact]
    public void A_huge_length_with_a_right_checksum_allocates_nothing()
    {
        byte[] frame = [.. RecordFraming.Frame([])];
        BitConverter.TryWriteBytes(frame, ulong.MaxValue);
        uint crc = EventReading.Crc32C(frame.AsSpan(0, 8));
        BitConverter.TryWriteBytes(frame.AsSpan(8), unchecked(((crc >> 15) | (crc << 17)) + 0xa282ead8u));
        Assert.Null(RecordFraming.ReadNext(new MemoryStream(frame)));
    }
}
