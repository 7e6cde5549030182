using VaeSharp.Evaluation;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Evaluation;

public sealed class LatentActivityTests
{
    [Fact]
    public void Counts_dimensions_whose_mean_varies_over_all_batches_together()
    {
        using var scope = NewDisposeScope();
        var activity = new LatentActivity(priorVariance: 1);

        // Constant, constant within each batch alone, below the threshold, above it.
        activity.Add(tensor([5f, 1f, 0f, 0f, 5f, 1f, 0.1f, 1f], [2, 4]));
        activity.Add(tensor([5f, 2f, 0f, 0f, 5f, 2f, 0.1f, 1f], [2, 4]));

        Assert.Equal(2, activity.Active);
        Assert.Equal([0, 0.25, 0.0025, 0.25], activity.Variances.Select(v => Math.Round(v, 7)));
    }
}
