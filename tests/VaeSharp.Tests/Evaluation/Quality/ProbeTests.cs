using VaeSharp.Evaluation.Quality;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation.Quality;

public sealed class ProbeTests
{
    // A convex loss: where its gradient is zero it is lowest. The gradient is that of libtorch, of the loss as it is defined.
    [Fact]
    public void A_linear_probe_ends_where_the_gradient_of_its_loss_is_zero()
    {
        using var scope = NewDisposeScope();
        Tensor x = FrechetDistanceTests.Rows(90, 4, 1, 1);
        Tensor labels = arange(90, ScalarType.Int64) % 3;
        using LinearProbe probe = LinearProbe.Fit(x, labels, 3);
        Tensor scaled = (x - x.mean([0L])) / x.std(0L, unbiased: false);
        Tensor logits = probe.Logits(x);
        Tensor w = linalg.lstsq(cat([scaled, ones(90, 1, ScalarType.Float64)], 1), logits).Solution.detach().requires_grad_();

        Tensor loss = nn.functional.cross_entropy(cat([scaled, ones(90, 1, ScalarType.Float64)], 1).matmul(w), labels)
            + (0.5e-4 * w.square().sum());
        loss.backward();

        Assert.InRange(w.grad!.abs().max().item<double>(), 0, 1e-5);
    }

    [Fact]
    public void Classes_that_a_line_parts_are_told_apart()
    {
        using var scope = NewDisposeScope();
        Tensor labels = arange(60, ScalarType.Int64) % 2;
        Tensor x = FrechetDistanceTests.Rows(60, 3, 1, 0.3) + (labels.to(ScalarType.Float64).unsqueeze(1) * 4);
        using LinearProbe probe = LinearProbe.Fit(x, labels, 2);

        Assert.Equal(1, probe.Accuracy(x, labels));
    }

    [Fact]
    public void A_feature_that_never_varies_changes_nothing()
    {
        using var scope = NewDisposeScope();
        Tensor labels = arange(60, ScalarType.Int64) % 2;
        Tensor x = FrechetDistanceTests.Rows(60, 3, 1, 1);
        using LinearProbe probe = LinearProbe.Fit(x, labels, 2);
        using LinearProbe padded = LinearProbe.Fit(cat([x, full([60, 1], 0.3, ScalarType.Float64)], 1), labels, 2);

        Tensor apart = probe.Logits(x) - padded.Logits(cat([x, full([60, 1], 0.3, ScalarType.Float64)], 1));
        Assert.InRange(apart.abs().max().item<double>(), 0, 1e-6);
    }

    [Fact]
    public void Neighbours_vote_as_a_search_through_all_pairs_finds()
    {
        using var scope = NewDisposeScope();
        Tensor known = FrechetDistanceTests.Rows(40, 3, 1, 1), asked = FrechetDistanceTests.Rows(25, 3, 2, 1);
        byte[] labels = [.. Enumerable.Range(0, 40).Select(i => (byte)(i % 3))];

        byte[] found = NeighbourClassifier.Classify(asked, known, labels);

        Assert.Equal(Enumerable.Range(0, 25).Select(i => Elected(asked[i], known, labels)), found);
    }

    private static byte Elected(Tensor row, Tensor known, byte[] labels)
    {
        double[] distances = [.. (known - row).square().sum(1).data<double>()];
        (byte Label, double Distance)[] near = [.. labels.Zip(distances).OrderBy(pair => pair.Second).Take(NeighbourClassifier.Neighbours)];
        return near.GroupBy(pair => pair.Label).OrderByDescending(group => group.Count()).ThenBy(group => group.Min(pair => pair.Distance))
            .First().Key;
    }
}
