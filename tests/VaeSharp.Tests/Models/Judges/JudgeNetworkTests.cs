using VaeSharp.Data;
using VaeSharp.Models.Judges;
using VaeSharp.Storage;
using VaeSharp.Tests.Data;
using VaeSharp.Tests.Evaluation;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Judges;

public sealed class JudgeNetworkTests
{
    private static readonly ImageShape Shape = new(3, 8, 8);

    [Fact]
    public void Whitened_patches_have_mean_zero_and_the_identity_as_covariance()
    {
        using var scope = NewDisposeScope();
        using JudgeNetwork network = JudgeNetwork.Create(new JudgeOptions(16, [16]), Shape, 3, seed: 1);
        Tensor x = Correlated(400);

        network.Whiten(x);

        Tensor weight = network.state_dict()["stem.weight"].detach();
        Tensor bias = network.state_dict()["stem.bias"].detach();
        Tensor inner = nn.functional.conv2d(x, weight, bias); // without padding: all that it was made from, and nothing else
        Tensor rows = inner.permute(0, 2, 3, 1).reshape(-1, 16)[TensorIndex.Colon, TensorIndex.Slice(step: 2)].to(ScalarType.Float64);
        Tensor covariance = rows.t().matmul(rows) / rows.shape[0];
        Assert.InRange(rows.mean([0]).abs().max().item<double>(), 0, 1e-3);
        Assert.InRange((covariance - eye(8, dtype: ScalarType.Float64)).abs().max().item<double>(), 0, 0.05); // ε takes a little away
        Assert.Equal(Toys.Floats(weight[0]), Toys.Floats(-weight[1]));
    }

    [Fact]
    public void The_first_convolution_is_not_trained_but_for_its_biases()
    {
        using JudgeNetwork network = JudgeNetwork.Create(new JudgeOptions(16, [16]), Shape, 3, seed: 1);

        Assert.Equal(
            ["stem.weight"], network.named_parameters().Where(pair => !pair.parameter.requires_grad).Select(pair => pair.name));
    }

    [Fact]
    public void More_blocks_than_halvings_are_refused()
    {
        string message = Assert.Throws<ArgumentException>(
            () => JudgeNetwork.Create(new JudgeOptions(16, [16, 16, 16, 16]), Shape, 3, seed: 1)).Message;

        Assert.Contains("judge.channels has 4 blocks", message, StringComparison.Ordinal);
        Assert.Contains("halved 3 times", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_judge_that_was_saved_and_loaded_classifies_as_before(bool half)
    {
        using var scope = NewDisposeScope();
        using var place = new TemporaryDirectory();
        JudgeRecipe recipe = JudgeCatalog.Open("cifar10-judge", "judge.stem=16", "judge.channels=[16]");
        using JudgeNetwork network = JudgeNetwork.Create(recipe.Judge, Shape, 3, seed: 4);
        network.eval();
        CheckpointDirectory.Replace(
            place["judge"], writer => new JudgeCheckpoint(recipe, network, Shape, ["a", "b", "c"]).Write(writer, half));

        JudgeCheckpoint loaded = JudgeCheckpoint.Load(place["judge"]);

        using JudgeNetwork twin = loaded.Network;
        Tensor x = Correlated(5);
        Assert.Equal(JudgeCatalog.ToJson(recipe), JudgeCatalog.ToJson(loaded.Recipe));
        Assert.Equal(["a", "b", "c"], loaded.ClassNames);
        Assert.InRange((network.call(x) - twin.call(x)).abs().max().item<float>(), 0, half ? 0.05 : 0);
    }

    // Neighbouring pixels and channels resemble each other, as those of photographs do.
    private static Tensor Correlated(int count)
    {
        using var random = new VaeSharp.Engine.RandomStream(3, VaeSharp.Engine.RandomUse.Evaluation);
        Tensor coarse = random.Uniform(count, 1, 4, 4);
        Tensor smooth = nn.functional.interpolate(coarse, [8, 8], mode: InterpolationMode.Bilinear, align_corners: false);
        return (0.7 * smooth) + (0.3 * random.Uniform(count, 3, 8, 8));
    }
}
