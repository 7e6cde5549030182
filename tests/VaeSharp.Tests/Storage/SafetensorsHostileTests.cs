using System.Globalization;
using System.Text;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Storage;

/// <summary>Files that the reference reader refuses too, or that have fooled other readers.</summary>
public sealed class SafetensorsHostileTests : IDisposable
{
    private const string Sound = """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""";
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData("ten tensors on one range", 8, "no overlap", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("partial overlap", 12, "no overlap", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""")]
    [InlineData("hole", 12, "no holes", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""")]
    [InlineData("hole at the start", 8, "no holes", """{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""")]
    [InlineData("cut-off data", 7, "cut off", Sound)]
    [InlineData("appended data", 9, "appended", Sound)]
    [InlineData("offsets beyond the end", 8, "cut off", """{"w":{"dtype":"U8","shape":[100],"data_offsets":[0,100]}}""")]
    [InlineData("end before beginning", 8, "end not before", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""")]
    [InlineData("shape larger than bytes", 8, "12 bytes", """{"w":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""")]
    [InlineData("shape smaller than bytes", 8, "4 bytes", """{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}""")]
    [InlineData("product overflows to a fitting size", 8, "2^63", """{"w":{"dtype":"F32","shape":[4611686018427387906],"data_offsets":[0,8]}}""")]
    [InlineData("product overflows twice", 0, "2^63", """{"w":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""")]
    [InlineData("dimension beyond 64 bits", 8, "2^63-1", """{"w":{"dtype":"F32","shape":[18446744073709551618],"data_offsets":[0,8]}}""")]
    [InlineData("negative dimension", 8, "whole numbers", """{"w":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""")]
    [InlineData("two negative dimensions", 8, "whole numbers", """{"w":{"dtype":"F32","shape":[-2,-1],"data_offsets":[0,8]}}""")]
    [InlineData("fractional dimension", 8, "whole numbers", """{"w":{"dtype":"F32","shape":[2.5],"data_offsets":[0,8]}}""")]
    [InlineData("negative offset", 8, "whole numbers", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""")]
    [InlineData("dimension as text", 8, "Number", """{"w":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}""")]
    [InlineData("one offset", 8, "two data_offsets", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""")]
    [InlineData("three offsets", 8, "two data_offsets", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}""")]
    [InlineData("no shape", 8, "dtype, shape", """{"w":{"dtype":"F32","data_offsets":[0,8]}}""")]
    [InlineData("unknown type", 8, "one of BOOL", """{"w":{"dtype":"F33","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("type as a number", 8, "String", """{"w":{"dtype":32,"shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("unknown key", 8, "only dtype", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"code":"x"}}""")]
    [InlineData("same name twice", 16, "each name once", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""")]
    [InlineData("same name twice, once escaped", 16, "each name once", """{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"\u0077":{"dtype":"F32","shape":[2],"data_offsets":[8,16]}}""")]
    [InlineData("same key twice", 8, "each key once", """{"w":{"dtype":"F32","dtype":"I32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("metadata twice", 0, "each key once", """{"__metadata__":{},"__metadata__":{}}""")]
    [InlineData("metadata key twice", 0, "each key once", """{"__metadata__":{"a":"1","a":"2"}}""")]
    [InlineData("metadata that is a number", 0, "String", """{"__metadata__":{"a":1}}""")]
    [InlineData("metadata that is an object", 0, "String", """{"__metadata__":{"a":{}}}""")]
    [InlineData("empty tensor inside another", 8, "no overlap", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"e":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}""")]
    [InlineData("empty tensor beyond the end", 8, "no holes", """{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"e":{"dtype":"F32","shape":[0],"data_offsets":[9,9]}}""")]
    [InlineData("array", 0, "StartObject", "[]")]
    [InlineData("text", 0, "StartObject", "\"w\"")]
    [InlineData("null", 0, "StartObject", "null")]
    [InlineData("tensor as an array", 0, "StartObject", """{"w":[]}""")]
    [InlineData("not JSON", 0, "JSON", "tensors")]
    [InlineData("empty", 0, "JSON", "")]
    [InlineData("only spaces", 0, "JSON", "        ")]
    [InlineData("cut-off JSON", 0, "JSON", """{"w":{"dtype":"F32" """)]
    [InlineData("two objects", 0, "JSON", "{}{}")]
    [InlineData("padding of zeros", 0, "JSON", "{}\0\0")]
    [InlineData("comment", 0, "JSON", "{}//")]
    [InlineData("half a surrogate pair as a name", 0, "JSON", """{"\ud800":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""")]
    public void A_hostile_file_is_refused_by_name(string what, int dataLength, string expected, string header)
    {
        StorageFormatException error = Refused(RawSafetensors.Bytes(header, dataLength));
        Assert.True(error.Message.Contains(expected, StringComparison.Ordinal), $"{what}: {error.Message}");
        Assert.Contains("file.safetensors", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void A_file_without_room_for_the_header_length_is_refused(int length) => Refused(new byte[length]);

    [Theory]
    [InlineData(100_000_001ul)]
    [InlineData(0x7FFF_FFFF_FFFF_FFFFul)]
    [InlineData(ulong.MaxValue)]
    [InlineData(55ul)]
    public void A_header_longer_than_the_file_is_refused_before_memory_is_taken(ulong length)
    {
        byte[] bytes = [.. BitConverter.GetBytes(length), .. Encoding.ASCII.GetBytes(Sound)];
        long before = GC.GetAllocatedBytesForCurrentThread();
        Refused(bytes);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void A_header_above_the_limit_is_refused_although_the_file_is_that_long()
    {
        string path = _directory.Plant("file.safetensors", BitConverter.GetBytes(100_000_001ul));
        using (FileStream stream = File.OpenWrite(path))
        {
            stream.SetLength(100_000_100); // sparse
        }

        Assert.Contains("100000000", Assert.Throws<StorageFormatException>(() => SafetensorsFile.Open(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_not_UTF8_is_refused()
    {
        byte[] header = Encoding.UTF8.GetBytes("""{"__metadata__":{"a":"?"}}""");
        header[Array.IndexOf(header, (byte)'?')] = 0xFF;
        Assert.Contains("UTF-8", Refused(RawSafetensors.Bytes(header, [])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_refused() => Refused(RawSafetensors.Bytes("\uFEFF{}", 0));

    [Fact]
    public void Ten_thousand_tensors_are_read_and_one_more_is_refused()
    {
        using (SafetensorsFile file = SafetensorsFile.Open(Plant(RawSafetensors.Bytes(Many(10_000), 10_000))))
        {
            Assert.Equal(10_000, file.Entries.Count);
        }

        Assert.Contains("10000", Refused(RawSafetensors.Bytes(Many(10_001), 10_001)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[", 1_000_000)]
    [InlineData("{\"a\":", 200_000)]
    public void A_depth_bomb_is_refused(string level, int depth) =>
        Refused(RawSafetensors.Bytes("{\"w\":" + string.Concat(Enumerable.Repeat(level, depth)), 0));

    [Fact]
    public void More_dimensions_than_any_tensor_has_are_refused()
    {
        string shape = string.Join(',', Enumerable.Repeat("1", 65));
        Refused(RawSafetensors.Bytes($$$"""{"w":{"dtype":"U8","shape":[{{{shape}}}],"data_offsets":[0,1]}}""", 1));
    }

    [Theory]
    [InlineData("trailing padding", 8, Sound + "     \n\t\r ")]
    [InlineData("leading whitespace", 8, " \n" + Sound)]
    [InlineData("offsets out of order", 12, """{"v":{"dtype":"F32","shape":[1],"data_offsets":[8,12]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    [InlineData("empty tensors on every boundary", 8, """{"x":{"dtype":"I64","shape":[0],"data_offsets":[8,8]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"e":{"dtype":"U8","shape":[5,0],"data_offsets":[0,0]},"f":{"dtype":"U8","shape":[0],"data_offsets":[0,0]}}""")]
    [InlineData("names longer in bytes than in letters", 8, """{"重み":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""")]
    public void An_unusual_but_legal_file_is_accepted(string what, int dataLength, string header)
    {
        byte[] data = [.. Enumerable.Range(1, dataLength).Select(i => (byte)i)];
        using SafetensorsFile file = SafetensorsFile.Open(Plant(RawSafetensors.Bytes(Encoding.UTF8.GetBytes(header), data)));
        Assert.True(file.Read("w").AsSpan().SequenceEqual(data.AsSpan(0, 8)), what);
    }

    [Fact]
    public void Any_cut_of_a_sound_file_is_refused()
    {
        byte[] sound = RawSafetensors.Bytes(Sound, 8);
        for (int length = 0; length < sound.Length; length++)
        {
            Refused(sound[..length]);
        }
    }

    [Fact]
    public void Any_changed_byte_gives_a_sound_file_or_our_own_error()
    {
        byte[] sound = RawSafetensors.Bytes(Sound, 8);
        for (int i = 0; i < sound.Length * 8; i++)
        {
            byte[] changed = [.. sound];
            changed[i / 8] ^= (byte)(1 << (i % 8));
            try
            {
                using SafetensorsFile file = SafetensorsFile.Open(Plant(changed));
                Assert.Equal(8, file.Entries.Sum(entry => file.Read(entry.Name).Length));
            }
            catch (StorageFormatException)
            {
            }
        }
    }

    private static string Many(int count) => "{" + string.Join(',', Enumerable.Range(0, count).Select(i =>
        string.Create(CultureInfo.InvariantCulture, $$"""
            "t{{i}}":{"dtype":"U8","shape":[1],"data_offsets":[{{i}},{{i + 1}}]}
            """))) + "}";

    private string Plant(byte[] bytes) => _directory.Plant("file.safetensors", bytes);

    private StorageFormatException Refused(byte[] bytes)
    {
        string path = Plant(bytes);
        return Assert.Throws<StorageFormatException>(() => SafetensorsFile.Open(path));
    }
}
