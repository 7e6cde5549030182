using System.Text;

namespace VaeSharp.Tests.Cli.Commands;

/// <summary>An ONNX file with one node, written field by field: y = Flatten(x).</summary>
/// <remarks>Field numbers are those of onnx.proto3; all numbers are below 128, and all parts below 16 kB.</remarks>
internal static class FlattenNetwork
{
    public static byte[] Bytes(int channels, int height, int width)
    {
        byte[] node = [.. Text(1, "x"), .. Text(2, "y"), .. Text(4, "Flatten")];
        byte[] input = [.. Text(1, "x"), .. Part(2, FloatTensor(null, channels, height, width))];
        byte[] output = [.. Text(1, "y"), .. Part(2, FloatTensor(null, null))];
        byte[] graph = [.. Part(1, node), .. Text(2, "g"), .. Part(11, input), .. Part(12, output)];
        return [.. Number(1, 8), .. Part(7, graph), .. Part(8, Number(2, 13))];
    }

    private static byte[] FloatTensor(params int?[] sizes)
    {
        byte[] shape = [.. sizes.SelectMany(size => Part(1, size is { } known ? Number(1, known) : Text(2, "N")))];
        return Part(1, [.. Number(1, 1), .. Part(2, shape)]);
    }

    private static byte[] Number(int field, int value) => [(byte)(field << 3), (byte)value];

    private static byte[] Text(int field, string text) => Part(field, Encoding.UTF8.GetBytes(text));

    private static byte[] Part(int field, byte[] content) =>
        [(byte)((field << 3) | 2), (byte)((content.Length & 127) | 128), (byte)(content.Length >> 7), .. content];
}
