using System.Runtime.InteropServices;

namespace VaeSharp.Storage;

/// <summary>Element types of a safetensors file. The order is the reference writer's: rising alignment.</summary>
internal enum TensorDType
{
    /// <summary>One byte, 0 or 1.</summary>
    Bool,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>IEEE half precision.</summary>
    F16,

    /// <summary>The upper half of a float32.</summary>
    BF16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>IEEE single precision.</summary>
    F32,

    /// <summary>IEEE double precision.</summary>
    F64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,
}

/// <summary>Sizes and names of the element types.</summary>
internal static class TensorDTypes
{
    private static readonly (string Name, int Size)[] Facts =
        [("BOOL", 1), ("U8", 1), ("F16", 2), ("BF16", 2), ("I32", 4), ("F32", 4), ("F64", 8), ("I64", 8)];

    /// <summary>Bytes of one element.</summary>
    public static int Size(this TensorDType dtype) => Facts[(int)dtype].Size;

    /// <summary>The name in the file's header, for example <c>F32</c>.</summary>
    public static string HeaderName(this TensorDType dtype) => Facts[(int)dtype].Name;

    /// <summary>Finds the type of a header's name; false when it is none of ours.</summary>
    public static bool TryParse(string name, out TensorDType dtype)
    {
        int index = Array.FindIndex(Facts, fact => fact.Name == name);
        dtype = (TensorDType)Math.Max(index, 0);
        return index >= 0;
    }

    /// <summary>Bytes of a whole tensor; null when a dimension is negative or the product overflows.</summary>
    public static long? ByteCount(this TensorDType dtype, ReadOnlySpan<long> shape)
    {
        long count = dtype.Size();
        foreach (long dimension in shape)
        {
            if (dimension < 0 || Math.BigMul(count, dimension, out count) != (count >> 63))
            {
                return null;
            }
        }

        return count;
    }

    /// <summary>Whether no element is NaN or infinite. Integers are always finite.</summary>
    /// <param name="dtype">The type of the elements.</param>
    /// <param name="bytes">Whole elements, little-endian.</param>
    public static bool AllFinite(this TensorDType dtype, ReadOnlySpan<byte> bytes) => dtype switch
    {
        // All exponent bits set is exactly NaN or infinity.
        TensorDType.F16 => Clear(MemoryMarshal.Cast<byte, ushort>(bytes), (ushort)0x7C00),
        TensorDType.BF16 => Clear(MemoryMarshal.Cast<byte, ushort>(bytes), (ushort)0x7F80),
        TensorDType.F32 => Clear(MemoryMarshal.Cast<byte, uint>(bytes), 0x7F80_0000u),
        TensorDType.F64 => Clear(MemoryMarshal.Cast<byte, ulong>(bytes), 0x7FF0_0000_0000_0000ul),
        _ => true,
    };

    private static bool Clear<T>(ReadOnlySpan<T> values, T exponent)
        where T : System.Numerics.IBinaryInteger<T>
    {
        foreach (T value in values)
        {
            if ((value & exponent) == exponent)
            {
                return false;
            }
        }

        return true;
    }
}
