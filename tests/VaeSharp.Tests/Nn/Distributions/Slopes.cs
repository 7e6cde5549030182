using static TorchSharp.torch;

namespace VaeSharp.Tests.Nn.Distributions;

/// <summary>Gradients against central differences in float64.</summary>
internal static class Slopes
{
    private const double Step = 1e-5;

    /// <summary>Fails where the gradient of a scalar function is not its slope along each of its inputs' numbers.</summary>
    /// <param name="inputs">Leaves that require gradients.</param>
    /// <param name="function">The same noise at each call.</param>
    /// <param name="tolerance">Absolute and relative.</param>
    public static void Agree(IReadOnlyList<Tensor> inputs, Func<Tensor[], Tensor> function, double tolerance = 1e-6)
    {
        Tensor[] leaves = [.. inputs];
        IList<Tensor> gradients = autograd.grad([function(leaves)], leaves, allow_unused: true);
        for (int i = 0; i < leaves.Length; i++)
        {
            double[] gradient = gradients[i] is { IsInvalid: false } found
                ? Values.Read(found)
                : new double[leaves[i].numel()];
            for (long j = 0; j < gradient.Length; j++)
            {
                Values.Near(Difference(leaves, i, j, function), gradient[j], tolerance, tolerance);
            }
        }
    }

    private static double Difference(Tensor[] leaves, int input, long place, Func<Tensor[], Tensor> function)
    {
        using var gradients = no_grad();
        return (At(Step) - At(-Step)) / (2 * Step);

        double At(double by)
        {
            Tensor moved = leaves[input].detach().clone();
            moved.view(-1)[place].add_(by);
            return function([.. leaves.Select((leaf, i) => i == input ? moved : leaf.detach())]).item<double>();
        }
    }
}
