using System.Text.Json.Nodes;
using VaeSharp.Models;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.Models.Recipes;

public sealed class RecipeFileTests
{
    private const string Small = """
        {
          "about": "a", "expected": "b", "cost": "c",
          "data": { "name": "mnist", "binarization": "dynamic" },
          "networks": { "kind": "mlp", "hidden": [64] },
          "labels": "none",
          "posterior": { "kind": "diagonal-gaussian", "dimension": 8 },
          "prior": { "kind": "standard-normal" },
          "likelihood": { "kind": "bernoulli" },
          "objective": { "kind": "elbo" },
          "training": { "epochs": 2, "batch": 50, "learningRate": 0.001 }
        }
        """;

    public static TheoryData<string> Shipped => [.. RecipeCatalog.Names];

    [Theory]
    [InlineData("data")]
    [InlineData("networks")]
    [InlineData("posterior")]
    [InlineData("prior")]
    [InlineData("likelihood")]
    [InlineData("objective")]
    [InlineData("training")]
    [InlineData("labels")]
    [InlineData("about")]
    public void Nothing_in_place_of_a_section_is_refused_by_its_key(string key)
    {
        JsonObject recipe = JsonNode.Parse(Small)!.AsObject();
        recipe[key] = null;
        string message = Assert.Throws<RecipeException>(() => RecipeFile.Parse(recipe.ToJsonString(), "r.json")).Message;
        Assert.Contains(key, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"mnist\"", "\"\\ud800\"")]
    [InlineData("\"kind\": \"mlp\"", "\"kind\": \"\\udfff\"")]
    [InlineData("\"about\"", "\"\\ud800\"")]
    public void Half_a_surrogate_pair_gets_the_documented_error(string sound, string broken) =>
        Assert.Throws<RecipeException>(() => RecipeFile.Parse(Small.Replace(sound, broken, StringComparison.Ordinal), "r.json"));

    [Fact]
    public void More_groups_of_latents_than_anyone_could_train_are_refused_at_once()
    {
        string json = Small.Replace(
            "{ \"kind\": \"mlp\", \"hidden\": [64] }",
            "{ \"kind\": \"ladder\", \"groups\": [64, 64, 64, 64, 64], \"width\": 8, \"bottleneck\": 8 }", StringComparison.Ordinal);
        string message = Assert.Throws<RecipeException>(() => RecipeFile.Parse(json, "r.json")).Message;
        Assert.Contains("networks.groups", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_byte_order_mark_is_no_part_of_a_recipe() =>
        Assert.Equal(RecipeFile.ToJson(RecipeFile.Parse(Small, "r.json")), RecipeFile.ToJson(RecipeFile.Parse('\uFEFF' + Small, "r.json")));

    [Fact]
    public void A_former_key_is_read_and_the_present_one_is_written()
    {
        string former = Small.Replace("\"epochs\": 2", "\"epochs\": 2, \"average\": 0.99", StringComparison.Ordinal);
        string present = former.Replace("\"average\"", "\"emaDecay\"", StringComparison.Ordinal);
        Recipe recipe = RecipeFile.Parse(former, "r.json");

        Assert.Equal(0.99, recipe.Training.EmaDecay);
        Assert.Equal(RecipeFile.ToJson(RecipeFile.Parse(present, "r.json")), RecipeFile.ToJson(recipe));
        Assert.DoesNotContain("average", RecipeFile.ToJson(recipe), StringComparison.Ordinal);
        Assert.Equal(0.5, RecipeFile.Parse(former, "r.json", "training.emaDecay=0.5").Training.EmaDecay);
        Assert.Equal(0.5, RecipeFile.Parse(present, "r.json", "training.average=0.5").Training.EmaDecay);
    }

    [Fact]
    public void A_key_in_both_its_forms_is_refused()
    {
        string both = Small.Replace(
            "\"epochs\": 2", "\"epochs\": 2, \"average\": 0.99, \"emaDecay\": 0.9", StringComparison.Ordinal);
        string message = Assert.Throws<RecipeException>(() => RecipeFile.Parse(both, "r.json")).Message;

        Assert.Contains("training.average", message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_recipe_reads_and_what_is_written_reads_as_the_same(string name)
    {
        Recipe recipe = RecipeCatalog.Open(name);
        string json = RecipeFile.ToJson(recipe);

        Assert.Equal(json, RecipeFile.ToJson(RecipeFile.Parse(json, name)));
        Assert.NotEmpty(recipe.About);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_shipped_recipe_says_what_it_reaches_and_what_it_costs(string name)
    {
        Recipe recipe = RecipeCatalog.Open(name);

        Assert.Matches("[0-9]", recipe.Expected);
        Assert.Matches("[0-9]", recipe.Cost);
    }

    [Fact]
    public void Missing_keys_take_their_defaults_and_are_written_out()
    {
        string json = RecipeFile.ToJson(RecipeFile.Parse(Small, "test"));

        Assert.Contains("\"beta\": 1", json, StringComparison.Ordinal);
        Assert.Contains("\"validation\": 5000", json, StringComparison.Ordinal);
        Assert.Contains("\"schedule\": \"constant\"", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"epochs\": 2", "\"epochz\": 2", "training.epochz", "did you mean 'epochs'")]
    [InlineData("\"epochs\": 2", "\"epochs\": 0", "training.epochs", "from 1 to 100000")]
    [InlineData("\"epochs\": 2", "\"epochs\": 2.5", "training.epochs", "whole number")]
    [InlineData("\"epochs\": 2", "\"epochs\": \"2\"", "training.epochs", "whole number")]
    [InlineData("\"epochs\": 2", "\"epochs\": 1e300", "training.epochs", "whole number")]
    [InlineData("\"epochs\": 2, ", "", "training.epochs", "missing")]
    [InlineData("0.001", "-1", "training.learningRate", "from 1E-08 to 10")]
    [InlineData("0.001", "null", "training.learningRate", "a number")]
    [InlineData("[64]", "[]", "networks.hidden", "1 to 64 whole numbers")]
    [InlineData("[64]", "[1000000000]", "networks.hidden", "from 1 to 8192")]
    [InlineData("[64]", "64", "networks.hidden", "a list")]
    [InlineData("\"mlp\"", "\"mpl\"", "networks.kind", "did you mean 'mlp'")]
    [InlineData("\"mlp\"", "\"System.Diagnostics.Process\"", "networks.kind", "one of mlp")]
    [InlineData("\"dimension\": 8", "\"dimension\": 1000000000", "posterior.dimension", "from 1 to 4096")]
    [InlineData("\"none\"", "\"all\"", "labels", "one of none, encoder, decoder, both")]
    [InlineData("\"none\"", "3", "labels", "one of none")]
    [InlineData("{ \"kind\": \"standard-normal\" }", "[]", "prior", "an object")]
    [InlineData("{ \"kind\": \"standard-normal\" }", "{}", "prior.kind", "standard-normal")]
    [InlineData("\"about\": \"a\"", "\"about\": null", "about", "a text")]
    public void A_fault_is_said_by_key_with_what_is_expected(string good, string bad, string key, string expected)
    {
        string json = Small.Replace(good, bad, StringComparison.Ordinal);
        Assert.NotEqual(Small, json);

        var fault = Assert.Throws<RecipeException>(() => RecipeFile.Parse(json, "my.json"));

        Assert.Contains("my.json", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"'{key}'", fault.Message, StringComparison.Ordinal);
        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{\"about\": \"a\", \"about\": \"b\"}")]
    public void What_is_no_JSON_object_is_refused(string json) =>
        Assert.Throws<RecipeException>(() => RecipeFile.Parse(json, "test"));

    [Fact]
    public void Deep_nesting_is_refused_without_exhausting_the_stack() => Assert.Throws<RecipeException>(
        () => RecipeFile.Parse(string.Concat(Enumerable.Repeat("{\"a\":", 100_000)), "test"));

    [Theory]
    [InlineData("data.binarization=none", "bernoulli")]
    [InlineData("likelihood.kind=discretized-logistic", "binarization")]
    [InlineData("training.patience=3,data.validation=0", "patience")]
    [InlineData("posterior.kind=vector-quantized", "prior 'codes'")]
    [InlineData("prior={ \"kind\": \"codes\" }", "'diagonal-gaussian'")]
    [InlineData("networks={ \"kind\": \"grid\", \"channels\": [8] };posterior.kind=full-gaussian", "'conv'")]
    [InlineData("data.corruption={\"kind\":\"mask\",\"minimum\":0.5,\"maximum\":0.1}", "maximum")]
    public void Choices_that_do_not_go_together_are_refused_with_the_reason(string changes, string reason)
    {
        string[] settings = changes.Split(changes.Contains('{', StringComparison.Ordinal) ? ';' : ',');

        var fault = Assert.Throws<RecipeException>(() => RecipeFile.Parse(Small, "test", settings));

        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_replace_values_of_every_type()
    {
        Recipe recipe = RecipeFile.Parse(
            Small, "test", "networks.hidden=[32,16]", "training.learningRate=0.5", "data.flip=true", "labels=both",
            "data.name=folder:photos", "data.corruption.kind=mask", "data.corruption.minimum=0", "data.corruption.maximum=0.5");

        Assert.Equal([32, 16], Assert.IsType<MlpOptions>(recipe.Networks).Hidden);
        Assert.Equal(0.5, recipe.Training.LearningRate);
        Assert.True(recipe.Data.Flip);
        Assert.Equal(LabelUse.Both, recipe.Labels);
        Assert.Equal("folder:photos", recipe.Data.Name);
        Assert.Equal(CorruptionKind.Mask, recipe.Data.Corruption!.Kind);
    }

    [Fact]
    public void A_recipe_that_is_not_there_is_said_with_the_nearest_name()
    {
        var fault = Assert.Throws<RecipeException>(() => RecipeCatalog.Open("cifar100"));

        Assert.Contains("did you mean 'cifar10'", fault.Message, StringComparison.Ordinal);
    }
}
