using TorchSharp;
using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>Where a tensor's numbers lie.</summary>
internal static unsafe class TensorMemory
{
    /// <summary>Whether our own loops can read it: float32 on the CPU, rows of numbers side by side without gaps.</summary>
    internal static bool IsPlain(Tensor tensor) =>
        tensor.device_type == DeviceType.CPU && tensor.dtype == ScalarType.Float32 && tensor.is_contiguous();

    /// <summary>The address of the first number; valid while the tensor is.</summary>
    internal static void* AddressOf(Tensor tensor)
    {
        fixed (byte* first = tensor.bytes)
        {
            return first;
        }
    }
}
