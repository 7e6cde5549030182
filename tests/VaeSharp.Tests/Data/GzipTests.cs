using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class GzipTests
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * i))];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5000)]
    public void Content_comes_back(int length)
    {
        Assert.Equal(Content[..length], Gzip.Decompress(SyntheticFiles.Gzip(Content[..length]), "f", length));
    }

    [Fact]
    public void Optional_header_fields_are_skipped()
    {
        byte[] plain = SyntheticFiles.Gzip(Content);
        byte[] header = [.. plain[..3], 0x1c, .. plain[4..10]];
        byte[] fields = [3, 0, 9, 9, 9, (byte)'n', 0, (byte)'c', 0]; // extra, name, comment

        Assert.Equal(Content, Gzip.Decompress([.. header, .. fields, .. plain[10..]], "f", Content.Length));
    }

    [Fact]
    public void Every_cut_is_refused()
    {
        byte[] whole = SyntheticFiles.Gzip(Content);
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<DataFormatException>(() => Gzip.Decompress(whole[..length], "f", 1 << 20));
        }
    }

    [Fact]
    public void A_flipped_bit_is_refused_or_means_nothing()
    {
        byte[] whole = SyntheticFiles.Gzip(Content);
        int refused = 0;
        for (int i = 10; i < whole.Length; i++)
        {
            byte[] flipped = [.. whole];
            flipped[i] ^= 0x80;
            byte[] read = Content;
            if (Record.Exception(() => read = Gzip.Decompress(flipped, "f", 1 << 20)) is { } fault)
            {
                Assert.IsType<DataFormatException>(fault);
                refused++;
            }

            Assert.Equal(Content, read);
        }

        Assert.InRange(refused, whole.Length - 20, whole.Length);
    }

    [Fact]
    public void Several_members_are_read_one_after_the_other()
    {
        byte[] member = SyntheticFiles.Gzip(Content);
        byte[] other = SyntheticFiles.Gzip(Content[..9]);

        Assert.Equal([.. Content, .. Content], Gzip.Decompress([.. member, .. member], "f", 1 << 20));
        Assert.Equal([.. Content, .. Content[..9]], Gzip.Decompress([.. member, .. other], "f", 1 << 20));
        Assert.Throws<DataFormatException>(() => Gzip.Decompress([.. member, .. other], "f", 5008));
        Assert.Throws<DataFormatException>(() => Gzip.Decompress([.. member, .. other[..^9]], "f", 1 << 20));
    }

    [Fact]
    public void Trailing_bytes_never_change_the_content()
    {
        byte[] member = SyntheticFiles.Gzip(Content);

        Assert.Throws<DataFormatException>(() => Gzip.Decompress([.. member, 0], "f", 1 << 20));
        Assert.Equal(Content, Gzip.Decompress([.. member, .. member[^8..]], "f", 1 << 20));
    }

    [Fact]
    public void A_content_one_byte_above_the_limit_is_refused()
    {
        byte[] bytes = SyntheticFiles.Gzip(Content);

        Assert.Equal(Content.Length, Gzip.Decompress(bytes, "f", Content.Length).Length);
        Assert.Throws<DataFormatException>(() => Gzip.Decompress(bytes, "f", Content.Length - 1));
    }

    [Fact]
    public void A_bomb_that_lies_about_its_length_costs_no_more_than_the_lie()
    {
        byte[] bomb = SyntheticFiles.Gzip(new byte[64 << 20]);
        BitConverter.TryWriteBytes(bomb.AsSpan(bomb.Length - 4), 1000);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<DataFormatException>(() => Gzip.Decompress(bomb, "f", 1 << 30));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_length_that_no_such_file_can_expand_to_is_refused_before_memory_is_taken()
    {
        byte[] bytes = SyntheticFiles.Gzip(Content[..100]);
        BitConverter.TryWriteBytes(bytes.AsSpan(bytes.Length - 4), 1 << 30);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Throws<DataFormatException>(() => Gzip.Decompress(bytes, "f", 1 << 30));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }
}
