using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>An invertible map of latents that knows by how much it stretches volume.</summary>
internal abstract record FlowStep
{
    /// <summary>f(z), shape [B, D]; and log |det ∂f/∂z| there, shape [B].</summary>
    /// <param name="z">Shape [B, D].</param>
    public abstract (Tensor Z, Tensor LogDeterminant) Forward(Tensor z);

    /// <summary>The z that <see cref="Forward"/> maps to <paramref name="image"/>, with what it says of it.</summary>
    /// <param name="image">Shape [B, D].</param>
    public abstract (Tensor Z, Tensor LogDeterminant) Inverse(Tensor image);

    /// <summary>The same map for a batch that stands <paramref name="times"/> times, one after the other.</summary>
    public abstract FlowStep Repeat(long times);

    /// <summary>The same map, through whose parameters no gradient passes.</summary>
    public abstract FlowStep Detach();
}
