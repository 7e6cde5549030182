using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>What a stream of random numbers is for: streams of different uses never share numbers.</summary>
public enum RandomUse
{
    /// <summary>Initial weights.</summary>
    Initialization,

    /// <summary>Posterior samples, binarisation and corruption in a training step.</summary>
    Training,

    /// <summary>Posterior samples and binarisation in validation and evaluation.</summary>
    Evaluation,

    /// <summary>Latents drawn from the prior for pictures.</summary>
    Sampling,
}

/// <summary>Random tensors that depend on (seed, use, position) alone, so that there is no state to save.</summary>
public sealed class RandomStream : IDisposable
{
    // SplitMix64's constants.
    private const ulong Step = 0x9e3779b97f4a7c15;
    private const ulong First = 0xbf58476d1ce4e5b9;
    private const ulong Second = 0x94d049bb133111eb;

    private readonly Generator _generator;
    private readonly ulong _mixed;
    private ulong _keys;

    /// <summary>The stream at one position; equal arguments give equal numbers.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="use">What the numbers are for.</param>
    /// <param name="position">A step, batch or picture number.</param>
    /// <param name="device">Where the tensors are made; the CPU unless named.</param>
    public RandomStream(ulong seed, RandomUse use, long position = 0, Device? device = null)
    {
        Device = device ?? CPU;
        _mixed = Mix(Mix(Mix(seed) ^ (ulong)use) ^ (ulong)position);
        _generator = new Generator(_mixed, Device);
    }

    /// <summary>Where the tensors are made.</summary>
    public Device Device { get; }

    /// <summary>Standard normal numbers of the given shape.</summary>
    public Tensor Normal(params ReadOnlySpan<long> shape) => randn(shape, device: Device, generator: _generator);

    /// <summary>Numbers in [0, 1) of the given shape.</summary>
    public Tensor Uniform(params ReadOnlySpan<long> shape) => rand(shape, device: Device, generator: _generator);

    /// <summary>Whole numbers in [0, <paramref name="bound"/>), int64.</summary>
    public Tensor Integers(long bound, params ReadOnlySpan<long> shape) =>
        randint(bound, shape.ToArray(), device: Device, dtype: ScalarType.Int64, generator: _generator);

    /// <summary>A new key for <see cref="BitsAt"/>, whose numbers are independent of all others of this stream.</summary>
    internal ulong NextKey() => Mix(_mixed ^ Mix(++_keys));

    /// <summary>64 random bits that depend on key and index alone: SplitMix64, entered anywhere.</summary>
    internal static ulong BitsAt(ulong key, ulong index) => Mix(unchecked(key + (index * Step)));

    /// <summary><see cref="BitsAt"/> for an index and the seven after it.</summary>
    internal static Vector512<ulong> EightBitsAt(ulong key, ulong index)
    {
        Vector512<ulong> indices = Vector512.Create(index) + Vector512.Create(0ul, 1, 2, 3, 4, 5, 6, 7);
        Vector512<ulong> value = Vector512.Create(unchecked(key + Step)) + (indices * Step);
        value = (value ^ (value >> 30)) * First;
        value = (value ^ (value >> 27)) * Second;
        return value ^ (value >> 31);
    }

    /// <summary>Seeds libtorch's own generator, which modules draw their initial weights from.</summary>
    /// <remarks>The one use of global randomness: a module's initialisation takes no generator.</remarks>
    public static void SeedInitialization(ulong seed) =>
        manual_seed(unchecked((long)Mix(Mix(Mix(seed) ^ (ulong)RandomUse.Initialization))));

    /// <inheritdoc/>
    public void Dispose() => _generator.Dispose();

    // SplitMix64's finaliser (Steele, Lea & Flood 2014, figure 17): a bijection, so distinct positions stay distinct.
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += Step;
            value = (value ^ (value >> 30)) * First;
            value = (value ^ (value >> 27)) * Second;
            return value ^ (value >> 31);
        }
    }
}
