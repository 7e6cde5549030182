using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace VaeSharp.Tests.Storage;

/// <summary>The format once more, by hand and from its README alone: the oracle of the tests.</summary>
internal static class RawSafetensors
{
    /// <summary>A file of any header, sound or not.</summary>
    public static byte[] Bytes(string header, int dataLength) =>
        Bytes(Encoding.UTF8.GetBytes(header), new byte[dataLength]);

    public static byte[] Bytes(byte[] header, byte[] data)
    {
        byte[] length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. data];
    }

    public static (Dictionary<string, (string DType, long[] Shape, byte[] Bytes)> Tensors, string Header) Read(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        byte[] header = reader.ReadBytes(checked((int)reader.ReadUInt64()));
        byte[] data = reader.ReadBytes((int)(reader.BaseStream.Length - reader.BaseStream.Position));
        using JsonDocument json = JsonDocument.Parse(header);
        var tensors = json.RootElement.EnumerateObject().Where(entry => entry.Name != "__metadata__").ToDictionary(
            entry => entry.Name,
            entry =>
            {
                int[] offsets = [.. entry.Value.GetProperty("data_offsets").EnumerateArray().Select(n => n.GetInt32())];
                long[] shape = [.. entry.Value.GetProperty("shape").EnumerateArray().Select(n => n.GetInt64())];
                return (entry.Value.GetProperty("dtype").GetString()!, shape, data[offsets[0]..offsets[1]]);
            });
        return (tensors, Encoding.UTF8.GetString(header));
    }
}
