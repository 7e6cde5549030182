namespace VaeSharp.Storage;

/// <summary>What a safetensors file says of one tensor.</summary>
/// <param name="Name">Its key.</param>
/// <param name="DType">Type of its elements.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Offset">First byte, counted from the end of the header.</param>
/// <param name="Length">Bytes; always the product of <paramref name="Shape"/> and the element size.</param>
internal sealed record TensorEntry(string Name, TensorDType DType, long[] Shape, long Offset, long Length);

/// <summary>A tensor to be written.</summary>
/// <param name="Name">Its key; unique in a file, not <c>__metadata__</c>.</param>
/// <param name="DType">Type of its elements.</param>
/// <param name="Shape">Its dimensions; empty for a scalar.</param>
/// <param name="Write">Writes all its bytes in row-major order, little-endian, and no more.</param>
internal sealed record TensorSource(string Name, TensorDType DType, long[] Shape, Action<Stream> Write)
{
    /// <summary>A tensor whose bytes are in memory.</summary>
    public static TensorSource FromBytes(string name, TensorDType dtype, long[] shape, ReadOnlyMemory<byte> bytes) =>
        new(name, dtype, shape, stream => stream.Write(bytes.Span));
}
