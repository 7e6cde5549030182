using System.Buffers.Binary;
using System.Text;

namespace VaeSharp.Tests.Imaging;

/// <summary>Reads a PNG's outline from its specification alone: signature, then length, type, data and CRC.</summary>
internal static class PngChunks
{
    internal static List<string> Names(byte[] png) => [.. Walk(png).Select(chunk => chunk.Name)];

    internal static (int Width, int Height) Size(byte[] png)
    {
        byte[] header = Walk(png).First().Data;
        return (BinaryPrimitives.ReadInt32BigEndian(header), BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4)));
    }

    private static IEnumerable<(string Name, byte[] Data)> Walk(byte[] png)
    {
        if (!png.AsSpan(0, 8).SequenceEqual((byte[])[137, 80, 78, 71, 13, 10, 26, 10]))
        {
            throw new InvalidDataException("Not a PNG.");
        }

        for (int at = 8; at < png.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(at));
            yield return (Encoding.ASCII.GetString(png, at + 4, 4), png[(at + 8)..(at + 8 + length)]);
            at += 12 + length;
        }
    }
}
