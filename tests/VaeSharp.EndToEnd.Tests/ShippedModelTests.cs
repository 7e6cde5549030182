using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>The models that come with the command, where nothing was trained.</summary>
public sealed class ShippedModelTests
{
    [Theory]
    [InlineData("mnist", "sample")]
    [InlineData("mnist-2d", "manifold")]
    [InlineData("mnist-best", "sample")]
    [InlineData("cifar10", "sample")]
    [InlineData("cifar10-ladder", "sample --count 4")] // 64 of them take as long as all the others
    public void A_model_draws_at_once_into_the_folder_where_it_is_called(string model, string line)
    {
        using var workspace = new Workspace();

        string[] words = line.Split(' ');
        VaeResult result = workspace.Vae([words[0], model, "--threads", "1", .. words[1..]]);

        Assert.True(result.ExitCode == 0, result.Error);
        string[] pictures = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.NotEmpty(pictures);
        Assert.All(pictures, picture => Pictures.AssertShowsSomething(workspace.Path(picture)));
    }

    [Fact]
    public void A_model_reaches_the_figures_of_its_card()
    {
        using var workspace = new Workspace();

        VaeResult result = workspace.Vae("evaluate", "mnist", "--threads", "1", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        double negativeElbo = result.Json.GetProperty("model").GetProperty("bound").GetProperty("negativeElboNats").GetDouble();
        Assert.InRange(negativeElbo, 91.1, 91.4);
    }
}
