using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>f(z) = σ(s) ⊙ z + (1 − σ(s)) ⊙ m, where m and s of a dimension depend on those before it.</summary>
/// <param name="Network">Gives m and s.</param>
/// <param name="Context">What the image adds to the network's first layer; shape [B, hidden].</param>
/// <param name="Reversed">Whether the order of the dimensions is reversed first, so that the last becomes the first.</param>
/// <param name="Frozen">Whether no gradient passes through the network's weights.</param>
/// <remarks>Source: Kingma et al. 2016, algorithm 1.</remarks>
internal sealed record AutoregressiveStep(
    AutoregressiveNetwork Network, Tensor Context, bool Reversed, bool Frozen = false) : FlowStep
{
    /// <summary>What the image adds to the network's first layer; shape [B, hidden].</summary>
    public Tensor Context { get; init; } = Demand.Shape(
        Context, nameof(AutoregressiveStep), "BH", [Demand.Any, Network.Hidden]);

    /// <inheritdoc/>
    public override (Tensor Z, Tensor LogDeterminant) Forward(Tensor z)
    {
        Demand.Shape(z, nameof(AutoregressiveStep), "BD", [Context.size(0), Network.Dimension], Context);
        z = Reversed ? z.flip(1) : z;
        (Tensor shift, Tensor gate) = Network.Run(z, Context, Frozen);
        return ((gate.sigmoid() * z) + ((-gate).sigmoid() * shift), LogSpace.LogSigmoid(gate).sum(1));
    }

    /// <inheritdoc/>
    /// <remarks>One dimension after the other: D times the work of <see cref="Forward"/>.</remarks>
    public override (Tensor Z, Tensor LogDeterminant) Inverse(Tensor image)
    {
        Demand.Shape(image, nameof(AutoregressiveStep), "BD", [Context.size(0), Network.Dimension], Context);
        long dimension = image.shape[1];
        Tensor dimensions = arange(dimension, device: image.device);
        Tensor z = zeros_like(image);
        var gates = new List<Tensor>();
        for (long i = 0; i < dimension; i++)
        {
            (Tensor shifts, Tensor all) = Network.Run(z, Context, Frozen);
            (Tensor shift, Tensor gate) = (shifts.narrow(1, i, 1), all.narrow(1, i, 1)); // [B, 1]
            Tensor value = (image.narrow(1, i, 1) - ((-gate).sigmoid() * shift)) / gate.sigmoid();
            z = where(dimensions.eq(i), value, z); // [B, D]
            gates.Add(gate);
        }

        return (Reversed ? z.flip(1) : z, LogSpace.LogSigmoid(cat(gates, 1)).sum(1));
    }

    /// <inheritdoc/>
    public override FlowStep Repeat(long times) => this with { Context = Context.repeat(times, 1) };

    /// <inheritdoc/>
    public override FlowStep Detach() => this with { Context = Context.detach(), Frozen = true };
}
