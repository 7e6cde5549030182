using VaeSharp.Models.Judges;
using VaeSharp.Models.Recipes;
using VaeSharp.Tests.Data;
using Xunit;

namespace VaeSharp.Tests.Models.Judges;

public sealed class JudgeCatalogTests
{
    public static TheoryData<string> Names() => [.. JudgeCatalog.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_recipe_that_is_written_reads_as_the_same(string name)
    {
        string json = JudgeCatalog.ToJson(JudgeCatalog.Open(name));

        Assert.Equal(json, JudgeCatalog.ToJson(JudgeCatalog.Parse(json, name)));
    }

    [Theory]
    [InlineData("judge.steam=8", "there is no key 'judge.steam' (did you mean 'stem'?)")]
    [InlineData("judge.channels=[]", "the key 'judge.channels' is []; expected a list of 1 to")]
    [InlineData("training.labelSmoothing=1", "the key 'training.labelSmoothing' is 1; expected a number from 0 to 0.9")]
    [InlineData("data.binarization=dynamic", "there is no key 'data.binarization'")]
    public void What_cannot_be_is_told_by_its_key(string change, string message) => Assert.Contains(
        message, Assert.Throws<RecipeException>(() => JudgeCatalog.Open("mnist-judge", change)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_judges_recipe_is_told_from_that_of_a_VAE()
    {
        using var place = new TemporaryDirectory();
        place.Write("judge.json", System.Text.Encoding.UTF8.GetBytes(JudgeCatalog.ToJson(JudgeCatalog.Open("mnist-judge"))));
        place.Write("vae.json", System.Text.Encoding.UTF8.GetBytes(RecipeFile.ToJson(RecipeCatalog.Open("mnist"))));
        place.Write("none.json", [0x7b]);

        Assert.True(JudgeCatalog.IsOne("mnist-judge"));
        Assert.True(JudgeCatalog.IsOne(place["judge.json"]));
        Assert.False(JudgeCatalog.IsOne(place["vae.json"]));
        Assert.False(JudgeCatalog.IsOne(place["none.json"]));
        Assert.False(JudgeCatalog.IsOne("mnist"));
        Assert.Empty(JudgeCatalog.Names.Intersect(RecipeCatalog.Names));
    }
}
