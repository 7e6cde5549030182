using TorchSharp.Modules;
using VaeSharp.Engine;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Distributions;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Models.Priors;

/// <summary>A Gaussian of its own for each class: p(z|y).</summary>
[Choice("label-gaussian", "A Gaussian of its own for each class", "Sohn et al. 2015", Order = 5)]
public sealed record LabelGaussianOptions : PriorOptions
{
    /// <inheritdoc/>
    public override bool HasRatePerDimension => true;

    /// <inheritdoc/>
    public override bool SeesLabels => true;

    /// <inheritdoc/>
    public override Prior Create(PriorInputs inputs) => new LabelGaussianPrior(inputs.Latents, inputs.Classes);
}

/// <summary>p(z|y): a diagonal Gaussian of its own for each class, learned.</summary>
/// <remarks>Source: Sohn, Lee &amp; Yan 2015, equation 4, with a table in place of the prior network.</remarks>
internal sealed class LabelGaussianPrior : Prior
{
    private readonly Parameter means;
    private readonly Parameter log_variances;

    /// <summary>Starts as N(0, I) for every class.</summary>
    public LabelGaussianPrior(long dimension, long classes)
        : base(nameof(LabelGaussianPrior))
    {
        (long rows, long columns) = WeightBudget.Spend(classes, dimension, times: 2);
        means = new Parameter(zeros(rows, columns));
        log_variances = new Parameter(zeros(rows, columns));
        RegisterComponents();
    }

    /// <inheritdoc/>
    internal override int Classes => (int)means.shape[0];

    /// <inheritdoc/>
    public override Tensor? RatePerDimension(LatentDistribution posterior, Tensor? label) => posterior switch
    {
        DiagonalGaussian q => q.KlPerDimension(Of(label)),
        FullGaussian q => q.KlDivergence(Of(label)).unsqueeze(1),
        _ => null,
    };

    /// <inheritdoc/>
    public override Tensor LogProbability(Tensor z, Tensor? label) => Of(label).LogProbability(z);

    /// <inheritdoc/>
    public override Tensor Sample(long count, Tensor? label, RandomStream random, double temperature = 1) =>
        Of(label).Sample(random, temperature);

    // A mixture of classes, as in an interpolation, mixes the parameters.
    private DiagonalGaussian Of(Tensor? label) => label is { } y
        ? new DiagonalGaussian(y.to(means.dtype).matmul(means), y.to(means.dtype).matmul(log_variances))
        : throw new ArgumentNullException(nameof(label), "This prior is conditioned on labels.");
}
