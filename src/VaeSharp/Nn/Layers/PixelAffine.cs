using VaeSharp.Engine;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>Each pixel's channels times one matrix, plus a bias: a convolution with a kernel of one pixel.</summary>
/// <remarks>Where the channels lie innermost (NHWC), as our convolutions leave them, nothing is copied.</remarks>
internal sealed class PixelAffine : Module<Tensor, Tensor>
{
    private readonly Affine affine;

    /// <summary>From <paramref name="inputs"/> to <paramref name="outputs"/> channels.</summary>
    public PixelAffine(long inputs, long outputs)
        : base(nameof(PixelAffine))
    {
        affine = new Affine(inputs, outputs);
        RegisterComponents();
    }

    /// <summary>Multiplies the initial weights, and sets the bias to zero.</summary>
    /// <param name="factor">0 for a layer that says nothing at first.</param>
    public void Scale(double factor)
    {
        using var mode = no_grad();
        affine.Weight.mul_(factor);
        init.zeros_(affine.Bias);
    }

    /// <summary>Shape [B, inputs, H, W] to [B, outputs, H, W], channels innermost.</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor x)
    {
        Demand.Shape(
            x, nameof(PixelAffine), "BCHW", [Demand.Any, affine.Weight.size(1), Demand.Any, Demand.Any], affine.Weight,
            ProductPrecision.IsThrough(x));
        Tensor rows = affine.call(x.permute(0, 2, 3, 1).reshape(-1, x.shape[1])); // [B · H · W, outputs]
        return rows.unflatten(0, x.shape[0], x.shape[2], x.shape[3]).permute(0, 3, 1, 2);
    }
}
