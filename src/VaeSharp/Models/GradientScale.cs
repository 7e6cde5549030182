using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>The identity, with gradients scaled by a factor that is known only after the forward pass.</summary>
internal sealed class GradientScale
{
    /// <summary>What gradients are multiplied by; shape [N, 1] where values of shape [N, D] have passed.</summary>
    public Tensor? Factor { get; set; }

    internal Tensor Apply(Tensor values) => Function.apply(values, this);

    private sealed class Function : autograd.SingleTensorFunction<Function>
    {
        public override string Name => nameof(GradientScale);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            ctx.save_data(nameof(GradientScale), vars[1]);
            return ((Tensor)vars[0]).alias();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
        {
            var gradientScale = (GradientScale)ctx.get_data(nameof(GradientScale));
            return [gradientScale.Factor is { } factor ? gradOutput * factor : gradOutput, null!];
        }
    }
}
