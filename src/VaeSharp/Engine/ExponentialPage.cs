using TorchSharp;

namespace VaeSharp.Engine;

/// <summary>Keeps a page of libtorch mapped that its vectorised exp reads under a mask.</summary>
/// <remarks>
/// Sleef's exp loads the constant "infinity" for those lanes only that overflow. Where no lane does, a page that is not
/// mapped raises no fault and is never mapped; yet the processor takes up to 170 nanoseconds to find that out, each time.
/// Systems that take file pages back (sandboxes, machines short of memory) so slowed training by half, until a number
/// happened to overflow. Here one does, on purpose. docs/performance.md has the figures.
/// </remarks>
internal static class ExponentialPage
{
    // Enough for one vector of every instruction set. silu(x) = x / (1 + exp(−x)), and exp(128) is above all floats.
    private static readonly torch.Tensor Overflowing = torch.full([64], -128f).DetachFromDisposeScope();

    /// <summary>A few microseconds; once a step is often enough.</summary>
    internal static void KeepMapped() => torch.nn.functional.silu(Overflowing).Dispose();
}
