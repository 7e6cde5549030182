using System.Buffers.Binary;
using System.IO.Compression;
using VaeSharp.Data;

namespace VaeSharp.Tests.Data;

/// <summary>Small files of the formats, written from the formats' descriptions.</summary>
internal static class SyntheticFiles
{
    public static byte[] IdxImages(int count, int rows = 2, int columns = 3, uint magic = 0x803, byte[]? pixels = null)
    {
        pixels ??= [.. Enumerable.Range(0, count * rows * columns).Select(i => (byte)(i * 7))];
        return [.. BigEndian(magic, (uint)count, (uint)rows, (uint)columns), .. pixels];
    }

    public static byte[] IdxLabels(params byte[] labels) => [.. BigEndian(0x801, (uint)labels.Length), .. labels];

    public static byte[] BigEndian(params uint[] words)
    {
        var bytes = new byte[words.Length * 4];
        for (int i = 0; i < words.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(4 * i), words[i]);
        }

        return bytes;
    }

    public static byte[] Gzip(byte[] content)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(content);
        }

        return stream.ToArray();
    }

    /// <summary>Records whose label is the record's number modulo ten.</summary>
    public static byte[] Cifar(int records, byte salt = 0)
    {
        var bytes = new byte[records * CifarFile.RecordBytes];
        for (int i = 0; i < bytes.Length; i++)
        {
            (int record, int place) = Math.DivRem(i, CifarFile.RecordBytes);
            bytes[i] = place == 0 ? (byte)(record % 10) : (byte)(place + record + salt);
        }

        return bytes;
    }

    public static void WriteCifarDirectory(string directory, int records = 10)
    {
        Directory.CreateDirectory(directory);
        for (byte file = 0; file < CifarFormat.Instance.FileNames.Count; file++)
        {
            using FileStream stream = File.Create(Path.Combine(directory, CifarFormat.Instance.FileNames[file]));
            stream.Write(Cifar(records, salt: (byte)(16 * file)));
        }
    }

    public static void WriteIdxDirectory(string directory, int train = 20, int test = 10, bool compressed = true)
    {
        Directory.CreateDirectory(directory);
        byte[][] contents =
        [
            IdxImages(train), IdxLabels([.. Enumerable.Range(0, train).Select(i => (byte)(i % 3))]),
            IdxImages(test), IdxLabels([.. Enumerable.Range(0, test).Select(i => (byte)(i % 2))]),
        ];
        for (int i = 0; i < contents.Length; i++)
        {
            using FileStream stream = File.Create(
                Path.Combine(directory, IdxFormat.Instance.FileNames[i] + (compressed ? ".gz" : "")));
            stream.Write(compressed ? Gzip(contents[i]) : contents[i]);
        }
    }
}
