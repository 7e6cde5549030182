using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.Models.Recipes;

public sealed class ObjectiveRulesTests
{
    private const string Ladder =
        """networks={ "kind": "ladder", "groups": [1, 1], "width": 8, "bottleneck": 4, "blocks": 1 }""";

    [Theory]
    [InlineData("mnist", "are more than objective.samples 5",
        """objective={ "kind": "iwae", "samples": 5, "backwardSamples": 6 }""")]
    [InlineData("mnist", "Give both, the former below it", """objective={ "kind": "iwae", "samples": 5, "firstSamples": 2 }""")]
    [InlineData("mnist", "Give both, the former below it", """objective={ "kind": "iwae", "samples": 5, "firstShare": 0.5 }""")]
    [InlineData("mnist", "fewer than objective.samples 5",
        """objective={ "kind": "iwae", "samples": 5, "firstSamples": 5, "firstShare": 0.5 }""")]
    [InlineData("cifar10-ladder", "objective.backwardSamples",
        """objective={ "kind": "iwae", "samples": 5, "backwardSamples": 1 }""", Ladder)]
    [InlineData("cifar10-ladder", "Set it to 'reparameterized'",
        """objective={ "kind": "iwae", "samples": 5, "gradient": "sticking-the-landing" }""", Ladder)]
    public void What_does_not_go_together_is_refused_with_what_to_do(string recipe, string advice, params string[] changes)
    {
        var fault = Assert.Throws<RecipeException>(() => RecipeCatalog.Open(recipe, changes));

        Assert.Contains(advice, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void As_many_samples_on_the_way_back_as_there_are_is_read() => Assert.Contains(
        "\"backwardSamples\": 5",
        RecipeFile.ToJson(RecipeCatalog.Open("mnist", ["""objective={ "kind": "iwae", "samples": 5, "backwardSamples": 5 }"""])),
        StringComparison.Ordinal);
}
