using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.Models.Recipes;

public sealed class RecipeDifferenceTests
{
    [Fact]
    public void A_recipe_differs_from_itself_in_nothing()
    {
        Assert.Empty(RecipeDifference.Between(RecipeCatalog.Open("mnist"), RecipeCatalog.Open("mnist")));
    }

    [Fact]
    public void A_changed_value_is_named_by_its_key_with_both_values()
    {
        RecipeDifference only = Assert.Single(RecipeDifference.Between(
            RecipeCatalog.Open("mnist"), RecipeCatalog.Open("mnist", "training.epochs=3")));

        Assert.Equal(new RecipeDifference("training.epochs", "20", "3"), only);
    }

    [Fact]
    public void Keys_that_one_of_two_kinds_lacks_are_null_there()
    {
        IReadOnlyList<RecipeDifference> found = RecipeDifference.Between(
            RecipeCatalog.Open("mnist"), RecipeCatalog.Open("mnist", "prior.kind=mixture", "prior.components=7"));

        Assert.Contains(new RecipeDifference("prior.kind", "standard-normal", "mixture"), found);
        Assert.Contains(new RecipeDifference("prior.components", null, "7"), found);
    }

    [Fact]
    public void Words_for_readers_are_no_difference()
    {
        Recipe recipe = RecipeCatalog.Open("mnist");

        Assert.Empty(RecipeDifference.Between(recipe, recipe with { About = "mine", Expected = "", Cost = "" }));
    }
}
