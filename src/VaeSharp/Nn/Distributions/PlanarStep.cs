using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>f(z) = z + û tanh(wᵀz + b): pushes along û, most where z lies near the plane wᵀz + b = 0.</summary>
/// <param name="U">u, from which û is made so that wᵀû &gt; −1 and f has an inverse; shape [B, D].</param>
/// <param name="W">w; shape [B, D].</param>
/// <param name="Offset">b; shape [B, 1].</param>
/// <exception cref="ArgumentException">The shapes or types do not fit each other.</exception>
/// <remarks>Source: Rezende &amp; Mohamed 2015, section 4.1 and appendix A.</remarks>
internal sealed record PlanarStep(Tensor U, Tensor W, Tensor Offset) : FlowStep
{
    private const double SmallestSquare = 1e-12;
    private const int Halvings = 55; // of an interval 2·|wᵀû| long: to the last digit of a double

    /// <summary>u; shape [B, D].</summary>
    public Tensor U { get; init; } = Demand.Shape(U, nameof(PlanarStep), "BD", [Demand.Any, Demand.Any]);

    /// <summary>w; shape [B, D].</summary>
    public Tensor W { get; init; } = Demand.Same(W, nameof(PlanarStep), U);

    /// <summary>b; shape [B, 1].</summary>
    public Tensor Offset { get; init; } = Demand.Shape(Offset, nameof(PlanarStep), "B1", [U.size(0), 1], U);

    /// <inheritdoc/>
    public override (Tensor Z, Tensor LogDeterminant) Forward(Tensor z)
    {
        (Tensor push, Tensor margin) = Constrained();
        Tensor activation = tanh(PreActivation(z));
        return (z + (push * activation), LogSlope(activation, margin));
    }

    /// <inheritdoc/>
    /// <remarks>With α = wᵀz + b the image has wᵀf(z) + b = α + wᵀû tanh α, which rises in α: one equation of one
    /// unknown, solved by halving an interval. The implicit function theorem gives its gradient.</remarks>
    public override (Tensor Z, Tensor LogDeterminant) Inverse(Tensor image)
    {
        (Tensor push, Tensor margin) = Constrained();
        Tensor preActivation = PreActivation(image); // [B, 1]
        Tensor activation = tanh(SolutionFunction.apply(preActivation, margin));
        return (image - (push * activation), LogSlope(activation, margin));
    }

    /// <inheritdoc/>
    public override FlowStep Repeat(long times) =>
        new PlanarStep(U.repeat(times, 1), W.repeat(times, 1), Offset.repeat(times, 1));

    /// <inheritdoc/>
    public override FlowStep Detach() => new PlanarStep(U.detach(), W.detach(), Offset.detach());

    private Tensor PreActivation(Tensor z) => (Demand.Same(z, nameof(PlanarStep), U) * W).sum(1, keepdim: true) + Offset; // [B, 1]

    // û, and 1 + wᵀû = log(1 + exp(wᵀu)), which is above zero.
    private (Tensor Push, Tensor Margin) Constrained()
    {
        Tensor overlap = (U * W).sum(1, keepdim: true); // [B, 1]
        Tensor margin = LogSpace.LogOnePlusExp(overlap);
        Tensor square = W.square().sum(1, keepdim: true).clamp(SmallestSquare);
        return (U + ((margin - 1 - overlap) * W / square), margin);
    }

    // 1 + wᵀû tanh′(α), written as a sum of positive numbers; [B, 1].
    private static Tensor Slope(Tensor activation, Tensor margin) => activation.square() + (margin * (1 - activation.square()));

    private static Tensor LogSlope(Tensor activation, Tensor margin) => log(Slope(activation, margin)).squeeze(1);

    private static Tensor Solve(Tensor preActivation, Tensor margin)
    {
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        Tensor target = preActivation.to(ScalarType.Float64);
        Tensor overlap = margin.to(ScalarType.Float64) - 1;
        Tensor low = target - overlap.abs();
        Tensor high = target + overlap.abs();
        for (int i = 0; i < Halvings; i++)
        {
            Tensor middle = 0.5 * (low + high);
            Tensor below = middle + (overlap * tanh(middle)) < target;
            low = where(below, middle, low);
            high = where(below, high, middle);
        }

        return (0.5 * (low + high)).to(preActivation.dtype).MoveToOuterDisposeScope();
    }

    // α of α + (m − 1) tanh α = h: dα/dh = 1/s and dα/dm = −tanh α/s with the slope s of the left side.
    private sealed class SolutionFunction : autograd.SingleTensorFunction<SolutionFunction>
    {
        public override string Name => nameof(PlanarStep);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (preActivation, margin) = ((Tensor)vars[0], (Tensor)vars[1]);
            Tensor solution = Solve(preActivation, margin);
            ctx.save_for_backward([preActivation, margin, solution]);
            return solution.alias();
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
        {
            List<Tensor> saved = ctx.get_saved_variables();
            (Tensor preActivation, Tensor margin) = (saved[0], saved[1]);
            Tensor activation = tanh(is_grad_enabled() ? apply(preActivation, margin) : saved[2]); // moves with both if asked
            Tensor byPreActivation = gradOutput / Slope(activation, margin);
            return [byPreActivation, -byPreActivation * activation];
        }
    }
}
