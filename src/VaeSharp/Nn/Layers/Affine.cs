using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Engine.Gemm;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Nn.Layers;

/// <summary>x · Wᵀ + b, with the faster of two matrix products.</summary>
public sealed class Affine : Module<Tensor, Tensor>
{
    private readonly Parameter weight;
    private readonly Parameter bias;

    /// <summary>From <paramref name="inputs"/> to <paramref name="outputs"/> numbers, with TorchSharp's own initial
    /// weights.</summary>
    public Affine(long inputs, long outputs)
        : base(nameof(Affine))
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inputs);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(outputs);
        (inputs, outputs) = WeightBudget.Spend(inputs, outputs, more: outputs);
        Linear source = Linear(inputs, outputs);
        weight = source.weight!;
        bias = source.bias!;
        RegisterComponents();
    }

    /// <summary>Shape [outputs, inputs].</summary>
    public Parameter Weight => weight;

    /// <summary>Shape [outputs].</summary>
    public Parameter Bias => bias;

    /// <summary>Shape [B, inputs] to [B, outputs].</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    public override Tensor forward(Tensor x) => Apply(x, weight, bias);

    /// <summary>x · Wᵀ + b; shape [B, inputs] to [B, outputs].</summary>
    /// <exception cref="ArgumentException">x or the bias does not fit the weights.</exception>
    internal static Tensor Apply(Tensor x, Tensor weight, Tensor bias, string owner = nameof(Affine))
    {
        Demand.Shape(x, owner, "BK", [Demand.Any, weight.size(1)], weight, ProductPrecision.IsThrough(x));
        Demand.Shape(bias, owner, "N", [weight.size(0)], weight);
        x = x.contiguous();
        if (ProductPrecision.IsReduced)
        {
            return functional.linear(
                ProductPrecision.Factor(x), ProductPrecision.Factor(weight), ProductPrecision.Factor(bias)).to(x.dtype);
        }

        if (!MatrixProduct.Takes(x, weight))
        {
            return functional.linear(x, weight, bias);
        }

        return is_grad_enabled() ? AffineFunction.apply(x, weight, bias) : MatrixProduct.Affine(x, weight, bias);
    }

    private sealed class AffineFunction : autograd.SingleTensorFunction<AffineFunction>
    {
        public override string Name => nameof(Affine);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, w, b) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
            ctx.save_for_backward([x, w]);
            ctx.save_data(nameof(x), x.requires_grad);
            ctx.save_data(nameof(w), w.requires_grad);
            ctx.save_data(nameof(b), b.requires_grad);
            return MatrixProduct.Affine(x, w, b);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            Tensor g = gradOutput.contiguous();
            bool direct = !is_grad_enabled(); // otherwise second derivatives are wanted, which our own product has not
            return [
                !Needs("x") ? null! : direct ? MatrixProduct.Plain(g, saved[1]) : g.mm(saved[1]),
                !Needs("w") ? null! : direct ? MatrixProduct.Transposed(g, saved[0]) : g.t().mm(saved[0]),
                !Needs("b") ? null! : g.sum([0L]),
            ];

            bool Needs(string input) => (bool)ctx.get_data(input);
        }
    }
}
