using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class CifarArchiveTests
{
    private const string Inner = "cifar-10-batches-bin/";

    private static IReadOnlyList<string> Names => CifarFormat.Instance.FileNames;

    [Fact]
    public void The_six_files_are_read_and_others_passed_over()
    {
        Dictionary<string, byte[]> read = Read(Archive(before:
        [
            new PaxTarEntry(TarEntryType.Directory, Inner), File(Inner + "readme.html", [1]),
            File(Inner + "batches.meta.txt", [2]),
        ]));

        Assert.Equal(Names.Order(), read.Keys.Order());
        Assert.All(Names, (name, i) => Assert.Equal(SyntheticFiles.Cifar(2, (byte)i), read[name]));
    }

    [Theory]
    [InlineData("../data_batch_1.bin")]
    [InlineData("cifar-10-batches-bin/../../x")]
    [InlineData("cifar-10-batches-bin/../data_batch_1.bin")]
    [InlineData("/cifar-10-batches-bin/data_batch_1.bin")]
    [InlineData("C:\\data_batch_1.bin")]
    [InlineData("cifar-10-batches-bin\\data_batch_1.bin")]
    [InlineData("data_batch_1.bin")]
    public void Hostile_and_strange_paths_are_passed_over(string path)
    {
        Assert.Equal(6, Read(Archive(before: [File(path, SyntheticFiles.Cifar(1, 99))])).Count);
    }

    [Theory]
    [InlineData(TarEntryType.SymbolicLink)]
    [InlineData(TarEntryType.HardLink)]
    [InlineData(TarEntryType.CharacterDevice)]
    [InlineData(TarEntryType.Fifo)]
    [InlineData(TarEntryType.Directory)]
    public void Anything_but_a_regular_file_under_an_expected_name_is_refused(TarEntryType type)
    {
        var entry = new PaxTarEntry(type, Inner + Names[0]);
        if (type is TarEntryType.SymbolicLink or TarEntryType.HardLink)
        {
            entry.LinkName = "/etc/hostname";
        }

        DataFormatException fault = Assert.Throws<DataFormatException>(() => Read(Archive(before: [entry])));

        Assert.Contains($"as {type}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_elsewhere_does_not_change_where_a_later_name_leads()
    {
        var link = new PaxTarEntry(TarEntryType.SymbolicLink, Inner.TrimEnd('/')) { LinkName = "/etc" };

        Assert.Equal(SyntheticFiles.Cifar(2), Read(Archive(before: [link]))[Names[0]]);
    }

    [Fact]
    public void A_second_file_of_one_name_is_refused()
    {
        Assert.Throws<DataFormatException>(
            () => Read(Archive(before: [File(Inner + Names[3], SyntheticFiles.Cifar(2))])));
    }

    [Fact]
    public void A_name_that_an_extended_header_overrides_counts_as_overridden()
    {
        string path = $"path={Inner}{Names[0]}\n";
        byte[] extended = Encoding.ASCII.GetBytes($"{path.Length + 3} {path}");
        byte[] tar =
        [
            .. Raw("header", 'x', extended), .. Raw("innocent", '0', SyntheticFiles.Cifar(1, 99)),
            .. Raw("header", 'x', extended), .. Raw("innocent", '0', SyntheticFiles.Cifar(1, 99)), .. new byte[1024],
        ];

        DataFormatException fault = Assert.Throws<DataFormatException>(() => Read(SyntheticFiles.Gzip(tar)));

        Assert.Contains($"{Names[0]} a second time", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sparse_file_is_refused()
    {
        PaxTarEntry sparse = File(Inner + Names[0], SyntheticFiles.Cifar(2), ("GNU.sparse.realsize", "9999999999"));

        DataFormatException fault = Assert.Throws<DataFormatException>(() => Read(Archive(before: [sparse])));

        Assert.Contains("sparse", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_of_very_many_entries_is_given_up()
    {
        IEnumerable<PaxTarEntry> many = Enumerable.Range(0, 1001).Select(i => File($"{i}", []));

        DataFormatException fault = Assert.Throws<DataFormatException>(() => Read(Archive(before: [.. many])));

        Assert.Contains("more than 1000 entries", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3072)]
    [InlineData(3073 * 10_001)]
    public void A_file_of_another_length_is_refused(int length)
    {
        Assert.Throws<DataFormatException>(
            () => Read(Archive(before: [File(Inner + Names[0], new byte[length])])));
    }

    [Fact]
    public void An_archive_without_one_of_the_files_is_refused_by_that_name()
    {
        DataFormatException fault = Assert.Throws<DataFormatException>(() => Read(Archive(skip: Names[2])));

        Assert.Contains(Names[2], fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Cut_and_damaged_archives_raise_no_other_exception()
    {
        byte[] whole = Archive();
        var random = new CounterRandom(1, 1);
        for (ulong i = 0; i < 300; i++)
        {
            ulong draw = random.UInt64At(i);
            byte[] bytes = [.. whole.AsSpan(0, i % 2 == 0 ? whole.Length : (int)(draw % (ulong)whole.Length))];
            if (i % 2 == 0)
            {
                bytes[draw % (ulong)bytes.Length] ^= (byte)(1 << (int)(draw >> 60 & 7));
            }

            if (Record.Exception(() => Read(bytes)) is { } fault)
            {
                Assert.IsType<DataFormatException>(fault);
            }
        }
    }

    [Fact]
    public void A_bounded_stream_stops_at_one_byte_more_than_its_limit()
    {
        using var source = new MemoryStream(new byte[100]);
        using var bounded = new BoundedStream(source, 10, "f");

        Assert.Throws<DataFormatException>(() => bounded.ReadExactly(new byte[50]));

        Assert.Equal(11, source.Position);
    }

    internal static byte[] Archive(PaxTarEntry[]? before = null, string? skip = null)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (PaxTarEntry entry in before ?? [])
            {
                tar.WriteEntry(entry);
            }

            for (byte i = 0; i < Names.Count; i++)
            {
                if (Names[i] != skip)
                {
                    tar.WriteEntry(File(Inner + Names[i], SyntheticFiles.Cifar(2, i)));
                }
            }
        }

        return stream.ToArray();
    }

    private static PaxTarEntry File(string name, byte[] content, params (string Key, string Value)[] attributes) =>
        new(TarEntryType.RegularFile, name, attributes.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)))
        {
            DataStream = new MemoryStream(content),
        };

    /// <summary>A header of 512 bytes as POSIX lays it out, then the content in blocks of 512.</summary>
    private static byte[] Raw(string name, char type, byte[] content)
    {
        var block = new byte[512 + (content.Length + 511) / 512 * 512];
        void Put(int offset, string text) => Encoding.ASCII.GetBytes(text).CopyTo(block, offset);
        Put(0, name);
        Put(100, "0000644\00000000\00000000\0");
        Put(124, Convert.ToString(content.Length, 8).PadLeft(11, '0') + " 00000000000 ");
        Put(148, "        " + type);
        Put(257, "ustar\000");
        Put(148, Convert.ToString(block.AsSpan(0, 512).ToArray().Sum(value => value), 8).PadLeft(6, '0') + "\0 ");
        content.CopyTo(block, 512);
        return block;
    }

    private static Dictionary<string, byte[]> Read(byte[] archive)
    {
        var read = new Dictionary<string, byte[]>();
        using var stream = new MemoryStream(archive);
        CifarArchive.Read(stream, "a.tar.gz", read.Add);
        return read;
    }
}
