using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>Where a tensor's numbers lie.</summary>
internal static unsafe partial class TensorMemory
{
    /// <summary>Whether our own loops can read it: float32 on the CPU, rows of numbers side by side without gaps.</summary>
    internal static bool IsPlain(Tensor tensor) => IsSingle(tensor) && tensor.is_contiguous();

    /// <summary>Whether all are float32 on the CPU and lie alike, without gaps, in whatever order of dimensions.</summary>
    internal static bool LieAlike(Tensor first, params ReadOnlySpan<Tensor> others)
    {
        if (!IsSingle(first) || !IsDense(first))
        {
            return false;
        }

        foreach (Tensor other in others)
        {
            if (!IsSingle(other) || !other.shape.AsSpan().SequenceEqual(first.shape)
                || !other.stride().AsSpan().SequenceEqual(first.stride()))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The address of the first number; valid while the tensor is.</summary>
    internal static void* AddressOf(Tensor tensor) => (void*)Data(tensor.Handle);

    /// <summary>Whether it holds float32 on the CPU.</summary>
    internal static bool IsSingle(Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32;

    private static bool IsDense(Tensor tensor)
    {
        if (tensor.is_contiguous())
        {
            return true;
        }

        long expected = 1;
        foreach ((long stride, long size) in tensor.stride().Zip(tensor.shape).OrderBy(pair => pair.First))
        {
            if (size != 1 && stride != expected)
            {
                return false;
            }

            expected *= size;
        }

        return true;
    }

    // TorchSharp's own way to it, Tensor.bytes, takes contiguous tensors only.
    [LibraryImport("LibTorchSharp", EntryPoint = "THSTensor_data")]
    private static partial nint Data(nint tensor);
}
