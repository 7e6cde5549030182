using static TorchSharp.torch;

namespace VaeSharp.Evaluation.Quality;

/// <summary>Multinomial logistic regression on features: how well a linear classifier tells the classes by them.</summary>
/// <remarks>Source: Alain &amp; Bengio 2017. Features are brought to mean 0 and variance 1; the cross-entropy with a penalty λ/2 ‖W‖² is
/// lowered by Nesterov's accelerated gradient, whose step is 1/L with L = ½ λ_max(XᵀX/N) + λ (Böhning 1992): no rate to choose.</remarks>
internal sealed class LinearProbe : IDisposable
{
    private const double Penalty = 1e-4;
    private const int Steps = 300;

    private readonly Tensor _mean;
    private readonly Tensor _scale;
    private readonly Tensor _weights; // [F + 1, classes], the biases last

    private LinearProbe(Tensor mean, Tensor scale, Tensor weights) => (_mean, _scale, _weights) = (mean, scale, weights);

    /// <summary>Learns to tell classes from features, with all of them at each step.</summary>
    /// <param name="features">Float32 or Float64, [N, F].</param>
    /// <param name="labels">Int64, [N].</param>
    /// <param name="classes">How many there are.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    public static LinearProbe Fit(Tensor features, Tensor labels, int classes, IProgress<double>? progress = null)
    {
        using var scope = NewDisposeScope();
        Tensor mean = features.mean([0L], keepdim: true);
        Tensor deviation = features.std(0L, unbiased: false, keepdim: true);
        Tensor scale = where(deviation.gt(1e-6), 1 / deviation, zeros_like(deviation)); // what does not vary tells nothing
        Tensor x = WithOne((features - mean) * scale);                                  // [N, F + 1]
        Tensor targets = nn.functional.one_hot(labels, classes).to(x.dtype);            // [N, classes]
        double rows = x.shape[0];
        double largest = linalg.eigvalsh(x.t().matmul(x) / rows).max().to(ScalarType.Float64).item<double>();
        double step = 1 / ((0.5 * largest) + Penalty);
        Tensor weights = zeros(x.shape[1], classes, x.dtype, x.device);
        Tensor ahead = weights.clone();
        double momentum = 1;
        for (int i = 0; i < Steps; i++)
        {
            using var inner = NewDisposeScope();
            Tensor errors = x.matmul(ahead).softmax(1) - targets; // [N, classes]
            Tensor next = ahead - (step * ((x.t().matmul(errors) / rows) + (Penalty * ahead)));
            double following = (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            ahead.copy_(next + ((momentum - 1) / following * (next - weights)));
            weights.copy_(next);
            momentum = following;
            progress?.Report((i + 1.0) / Steps);
        }

        return new LinearProbe(
            mean.MoveToOuterDisposeScope().DetachFromDisposeScope(), scale.MoveToOuterDisposeScope().DetachFromDisposeScope(),
            weights.MoveToOuterDisposeScope().DetachFromDisposeScope());
    }

    /// <summary>The share of features that it classifies as their own class.</summary>
    /// <param name="features">[N, F].</param>
    /// <param name="labels">Int64, [N].</param>
    public double Accuracy(Tensor features, Tensor labels)
    {
        using var scope = NewDisposeScope();
        return Logits(features).argmax(1).eq(labels).to(ScalarType.Float64).mean().item<double>();
    }

    /// <summary>Of each class; [N, F] to [N, classes].</summary>
    internal Tensor Logits(Tensor features) => WithOne((features - _mean) * _scale).matmul(_weights);

    /// <inheritdoc/>
    public void Dispose()
    {
        _mean.Dispose();
        _scale.Dispose();
        _weights.Dispose();
    }

    private static Tensor WithOne(Tensor rows) => cat([rows, ones(rows.shape[0], 1, rows.dtype, rows.device)], 1);
}
