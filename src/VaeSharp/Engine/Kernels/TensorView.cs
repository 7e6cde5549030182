using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace VaeSharp.Engine.Kernels;

/// <summary>A tensor's numbers for a kernel to read and write, checked once and alive while the view is.</summary>
/// <remarks>Whoever makes a view disposes of it after the kernel has returned, or keeps it: either keeps the tensor from being
/// collected. Kernels check that the counts of their views fit each other.</remarks>
/// <typeparam name="T">float for float32, byte for uint8, long for int64.</typeparam>
internal readonly unsafe struct TensorView<T> : IDisposable
    where T : unmanaged
{
    private readonly Tensor? _owner;
    private readonly T* _first;

    internal TensorView(Tensor owner, T* first, long count)
    {
        _owner = owner;
        _first = first;
        Count = count;
    }

    /// <summary>How many numbers.</summary>
    internal long Count { get; }

    /// <summary>Whether there is no tensor behind it.</summary>
    internal bool IsNone => _owner is null;

    /// <summary>The address of the first number; null for none.</summary>
    /// <exception cref="ObjectDisposedException">The tensor has been disposed of.</exception>
    internal T* Address
    {
        get
        {
            ObjectDisposedException.ThrowIf(_owner is { IsInvalid: true }, typeof(Tensor));
            return _first;
        }
    }

    /// <summary>Some of the numbers.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    internal TensorView<T> Part(long first, long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, Count - count);
        return IsNone ? default : new TensorView<T>(_owner!, _first + first, count);
    }

    /// <summary>What a kernel demands of each view before it touches memory.</summary>
    /// <exception cref="ArgumentException">There are more or fewer numbers.</exception>
    internal void Demand(long count)
    {
        if (Count != count)
        {
            throw new ArgumentException($"A kernel takes {count} numbers here; found {Count}.");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => GC.KeepAlive(_owner);
}

/// <summary>Makes views: the one place that asks for a tensor's address.</summary>
internal static unsafe partial class TensorView
{
    /// <summary>A view of all numbers in the order of their dimensions.</summary>
    /// <exception cref="ArgumentException">The tensor is of another type or shape, not on the CPU, or has gaps.</exception>
    internal static TensorView<T> Of<T>(Tensor tensor, params ReadOnlySpan<long> shape)
        where T : unmanaged
    {
        bool fits = IsOnCpu<T>(tensor) && tensor.dim() == shape.Length && tensor.is_contiguous();
        for (int i = 0; fits && i < shape.Length; i++)
        {
            fits = tensor.size(i) == shape[i];
        }

        return fits
            ? new TensorView<T>(tensor, (T*)Data(tensor.Handle), tensor.numel())
            : throw new ArgumentException(
                $"A kernel takes {TypeOf<T>()} [{string.Join(", ", shape.ToArray())}] on the CPU without gaps; found "
                + $"{tensor.dtype} [{string.Join(", ", tensor.shape)}] on {tensor.device_type} with strides "
                + $"[{string.Join(", ", tensor.stride())}].");
    }

    /// <summary>A view of all numbers in the order in which they lie, whatever that of the dimensions.</summary>
    /// <exception cref="ArgumentException">The tensor is of another type, not on the CPU, or has gaps.</exception>
    internal static TensorView<T> Dense<T>(Tensor tensor)
        where T : unmanaged =>
        IsOnCpu<T>(tensor) && IsDense(tensor)
            ? new TensorView<T>(tensor, (T*)Data(tensor.Handle), tensor.numel())
            : throw new ArgumentException(
                $"A kernel takes {TypeOf<T>()} on the CPU without gaps; found {tensor.dtype} "
                + $"[{string.Join(", ", tensor.shape)}] on {tensor.device_type} with strides [{string.Join(", ", tensor.stride())}].");

    /// <summary>Whether our own loops can read it: float32 on the CPU, rows of numbers side by side without gaps.</summary>
    internal static bool IsPlain(Tensor tensor) => IsSingle(tensor) && tensor.is_contiguous();

    /// <summary>Whether it holds float32 on the CPU.</summary>
    internal static bool IsSingle(Tensor tensor) => IsOnCpu<float>(tensor);

    /// <summary>Whether both are float32 on the CPU and lie alike, without gaps, in whatever order of dimensions.</summary>
    internal static bool LieAlike(Tensor first, Tensor second) =>
        IsSingle(first) && IsDense(first) && IsSingle(second) && second.shape.AsSpan().SequenceEqual(first.shape)
        && second.stride().AsSpan().SequenceEqual(first.stride());

    private static bool IsOnCpu<T>(Tensor tensor)
        where T : unmanaged => tensor.device_type == DeviceType.CPU && tensor.dtype == TypeOf<T>();

    private static ScalarType TypeOf<T>()
        where T : unmanaged =>
        typeof(T) == typeof(float) ? ScalarType.Float32
        : typeof(T) == typeof(byte) ? ScalarType.Byte
        : typeof(T) == typeof(long) ? ScalarType.Int64
        : throw new NotSupportedException($"No kernel computes with {typeof(T).Name}.");

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
