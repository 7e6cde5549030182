using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.Models.Recipes;

public sealed class PosteriorRulesTests
{
    private const string Vmf = """posterior={ "kind": "vmf", "dimension": 8 }""";
    private const string Sphere = """prior={ "kind": "uniform-sphere" }""";
    private const string Full = """posterior={ "kind": "full-gaussian", "dimension": 8 }""";

    [Theory]
    [InlineData("'uniform-sphere'", Vmf)]
    [InlineData("'vmf'", Sphere)]
    [InlineData("Set it to 2 or more", """posterior={ "kind": "vmf", "dimension": 1 }""", Sphere)]
    [InlineData("512 or less", """posterior={ "kind": "full-gaussian", "dimension": 513 }""")]
    [InlineData("'mixture'", """posterior={ "kind": "iaf", "dimension": 8 }""", """prior={ "kind": "vamp" }""")]
    [InlineData("freeBits", Full, "objective.freeBits=0.1")]
    [InlineData("freeBits", Vmf, Sphere, "objective.freeBits=0.1")]
    public void What_does_not_go_together_is_refused_with_what_to_do(string advice, params string[] changes)
    {
        var fault = Assert.Throws<RecipeException>(() => RecipeCatalog.Open("mnist", changes));

        Assert.Contains(advice, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Vmf, Sphere)]
    [InlineData(Full)]
    [InlineData("""posterior={ "kind": "planar-flow", "dimension": 1 }""")]
    [InlineData("""posterior={ "kind": "iaf", "dimension": 8 }""", """prior={ "kind": "realnvp" }""")]
    public void What_goes_together_is_read(params string[] changes) =>
        Assert.NotEmpty(RecipeFile.ToJson(RecipeCatalog.Open("mnist", changes)));
}
