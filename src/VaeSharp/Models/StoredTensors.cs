using VaeSharp.Engine;
using VaeSharp.Nn.Layers;
using VaeSharp.Storage;
using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>Tensors to safetensors and back.</summary>
internal static class StoredTensors
{
    /// <summary>A tensor as an entry of a file; its bytes are read when the file is written.</summary>
    /// <param name="name">Its key.</param>
    /// <param name="tensor">Float32 or Int64.</param>
    /// <param name="half">Whether float32 is rounded to half precision.</param>
    /// <exception cref="ArgumentException">The type has no place in our files.</exception>
    public static TensorSource Source(string name, Tensor tensor, bool half = false)
    {
        bool rounds = half && tensor.dtype == ScalarType.Float32;
        return new(name, rounds ? TensorDType.F16 : TypeOf(name, tensor), tensor.shape, stream =>
        {
            using var scope = NewDisposeScope();
            Tensor stored = rounds ? tensor.detach().to(ScalarType.Float16) : tensor.detach();
            stream.Write(stored.cpu().contiguous().bytes);
        });
    }

    /// <summary>Whether all numbers are within the range of half precision, which ends at 65,504.</summary>
    public static bool FitHalfPrecision(IEnumerable<Tensor> tensors)
    {
        using NativeWork work = NativeWork.Begin();
        using var scope = NewDisposeScope();
        return tensors.All(tensor => tensor.abs().max().item<float>() <= (float)Half.MaxValue);
    }

    /// <summary>Refuses a file whose tensors are not just these, by name, type and shape; changes nothing. Float32 may be
    /// stored in half precision.</summary>
    /// <exception cref="StorageFormatException">A tensor is missing, left over, or of another type or shape.</exception>
    public static void Match(SafetensorsFile file, IReadOnlyDictionary<string, Tensor> tensors)
    {
        foreach ((string name, Tensor tensor) in tensors)
        {
            TensorEntry entry = file[name];
            TensorDType type = TypeOf(name, tensor);
            bool fits = entry.DType == type || (entry.DType == TensorDType.F16 && type == TensorDType.F32);
            if (!fits || !entry.Shape.AsSpan().SequenceEqual(tensor.shape))
            {
                throw new StorageFormatException(
                    file.Name, $"tensor '{name}' of {entry.DType} [{string.Join(", ", entry.Shape)}]",
                    $"{type} [{string.Join(", ", tensor.shape)}]");
            }
        }

        TensorEntry? left = file.Entries.FirstOrDefault(e => !tensors.ContainsKey(e.Name));
        if (left is not null)
        {
            throw new StorageFormatException(file.Name, $"tensor '{left.Name}'", "only the tensors of this recipe");
        }
    }

    /// <summary>Makes what has at most the weights that the file holds, so that nothing larger is ever allocated.</summary>
    /// <exception cref="StorageFormatException">It would have more.</exception>
    internal static T Within<T>(SafetensorsFile file, Func<T> make)
        where T : IDisposable
    {
        long stored = file.Entries.Sum(entry => entry.Shape.Aggregate(1L, (product, size) => product * size));
        try
        {
            // A little more is told tensor by tensor, when they are matched.
            return WeightBudget.Within(2 * stored, make);
        }
        catch (WeightBudgetException)
        {
            throw new StorageFormatException(
                file.Name, $"{stored} weights", "those of the recipe and the image size that stand beside them, which are more");
        }
    }

    /// <summary>Copies those values whose name, type and shape are the same in both.</summary>
    /// <returns>Names of tensors that keep their values, as the file has none that fits.</returns>
    public static IReadOnlyList<string> CopyFitting(SafetensorsFile file, IReadOnlyDictionary<string, Tensor> tensors)
    {
        Dictionary<string, TensorEntry> stored = file.Entries.ToDictionary(entry => entry.Name);
        bool Fits(string name, Tensor tensor) => stored.TryGetValue(name, out TensorEntry? entry)
            && entry.Shape.AsSpan().SequenceEqual(tensor.shape) && file.IsFinite(name)
            && (entry.DType == TypeOf(name, tensor) || (entry.DType == TensorDType.F16 && tensor.dtype == ScalarType.Float32));
        ILookup<bool, KeyValuePair<string, Tensor>> parts = tensors.ToLookup(pair => Fits(pair.Key, pair.Value));
        Copy(file, parts[true].ToDictionary(pair => pair.Key, pair => pair.Value));
        return [.. parts[false].Select(pair => pair.Key)];
    }

    /// <summary>Copies all values of a file, which must be just these, and finite.</summary>
    /// <exception cref="StorageFormatException">They are not.</exception>
    public static void Load(SafetensorsFile file, IReadOnlyDictionary<string, Tensor> tensors)
    {
        Match(file, tensors);
        if (tensors.Keys.FirstOrDefault(name => !file.IsFinite(name)) is { } broken)
        {
            throw new StorageFormatException(file.Name, $"tensor '{broken}' with numbers that are not finite", "finite weights");
        }

        Copy(file, tensors);
    }

    /// <summary>Copies values in place; call <see cref="Match"/> on everything first.</summary>
    public static void Copy(SafetensorsFile file, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var mode = no_grad();
        using var scope = NewDisposeScope();
        foreach ((string name, Tensor tensor) in tensors)
        {
            ScalarType type = file[name].DType == TensorDType.F16 ? ScalarType.Float16 : tensor.dtype;
            Tensor host = empty(tensor.shape, type, CPU); // in the file's order, whatever the tensor's layout
            file.Read(name, host.bytes);
            tensor.copy_(host);
        }
    }

    private static TensorDType TypeOf(string name, Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float32 => TensorDType.F32,
        ScalarType.Int64 => TensorDType.I64,
        _ => throw new ArgumentException($"The tensor '{name}' is of type {tensor.dtype}; expected Float32 or Int64."),
    };
}
