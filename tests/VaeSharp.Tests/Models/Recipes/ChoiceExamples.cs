using System.Text.Json.Nodes;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Tests.Models.Recipes;

/// <summary>A small example of every choice, and recipes that combine them.</summary>
internal static class ChoiceExamples
{
    // Keys that a kind cannot do without, or whose defaults are too large for a test.
    private static readonly Dictionary<string, string> Keys = new()
    {
        ["mlp"] = """ "hidden": [12] """,
        ["gated-mlp"] = """ "hidden": [12] """,
        ["conv"] = """ "channels": [4, 6], "hidden": 10 """,
        ["ladder"] = """ "groups": [1, 1], "width": 8, "bottleneck": 4, "blocks": 1 """,
        ["grid"] = """ "channels": [4], "blocks": 1 """, // 8×8 pixels leave 4×4 places
        ["diagonal-gaussian"] = """ "dimension": 3 """,
        ["full-gaussian"] = """ "dimension": 3 """,
        ["planar-flow"] = """ "dimension": 3, "flows": 2 """,
        ["iaf"] = """ "dimension": 3, "steps": 2, "hidden": 8 """,
        ["vmf"] = """ "dimension": 3 """,
        ["vector-quantized"] = """ "dimension": 2, "codes": 3, "vectors": 3, "decay": 0.5 """,
        ["codes"] = """ "channels": 4, "layers": 2 """,
        ["transformer"] = """ "width": 8, "layers": 2, "heads": 2 """,
        ["rectified-flow"] = """ "width": 8, "layers": 1, "heads": 2 """,
        ["mixture"] = """ "components": 4 """,
        ["vamp"] = """ "components": 4 """,
        ["realnvp"] = """ "couplings": 2, "hidden": 8 """,
        ["capacity"] = """ "gamma": 5, "capacity": 2 """,
        ["beta-tc"] = """ "correlation": 6 """,
        ["factor-vae"] = """ "gamma": 6, "width": 8, "layers": 2 """,
        ["dip-i"] = """ "offDiagonal": 5, "diagonal": 10 """,
        ["dip-ii"] = """ "offDiagonal": 5, "diagonal": 5 """,
        ["info-vae"] = """ "alpha": 0.5, "lambda": 20 """,
        ["wae-mmd"] = """ "lambda": 20 """,
        ["rae-l2"] = """ "latent": 0.1, "penalty": 0.01 """,
        ["rae-gp"] = """ "latent": 0.1, "penalty": 0.01 """,
        ["iwae"] = """ "samples": 3 """,
        ["miwae"] = """ "groups": 2, "samples": 2 """,
        ["ciwae"] = """ "samples": 3, "elboShare": 0.5 """,
        ["piwae"] = """ "groups": 2, "samples": 2 """,
        ["m2"] = """ "labelled": 6, "labelledBatch": 6 """,
    };

    private static readonly Dictionary<string, string> Base = new()
    {
        ["networks"] = "mlp",
        ["posterior"] = "diagonal-gaussian",
        ["prior"] = "standard-normal",
        ["likelihood"] = "bernoulli",
        ["objective"] = "elbo",
    };

    // Where one of them is chosen and the other's choice is free.
    private static readonly (string Choice, string Kind)[] Inseparable = [("posterior", "vmf"), ("prior", "uniform-sphere")];

    // Codes come with their posterior and their prior.
    private static readonly Dictionary<string, string[]> Companions = new()
    {
        ["vector-quantized"] = ["codes"],
        ["codes"] = ["vector-quantized"],
        ["transformer"] = ["vector-quantized"],
    };

    /// <summary>Every pair of values of two different choices, once.</summary>
    public static IEnumerable<(ChoiceListing First, ChoiceListing Second)> Pairs() =>
        from first in ChoiceCatalog.All
        from second in ChoiceCatalog.All
        where string.CompareOrdinal(first.Choice, second.Choice) < 0
        select (first, second);

    /// <summary>The recipe with these two and the plainest of all others.</summary>
    /// <exception cref="RecipeException">They do not go together.</exception>
    public static Recipe With(ChoiceListing first, ChoiceListing second)
    {
        Dictionary<string, string> kinds = new(Base);
        if (Inseparable.Any(one => one == (first.Choice, first.Kind) || one == (second.Choice, second.Kind)))
        {
            Array.ForEach(Inseparable, one => kinds[one.Choice] = one.Kind);
        }

        kinds[first.Choice] = first.Kind;
        kinds[second.Choice] = second.Kind;
        foreach (string companion in new[] { first, second }.SelectMany(c => Companions.GetValueOrDefault(c.Kind, [])))
        {
            string choice = ChoiceCatalog.All.Single(c => c.Kind == companion).Choice;
            if (choice != first.Choice && choice != second.Choice)
            {
                kinds[choice] = companion;
            }
        }

        // A ladder can be no classifier, so that m2 needs another network for it.
        string keys = kinds["networks"] == "ladder" ? """, "classifier": { "kind": "mlp", "hidden": [8] }""" : "";
        var recipe = new JsonObject
        {
            ["about"] = "",
            ["expected"] = "",
            ["cost"] = "",
            ["labels"] = kinds["objective"] == "m2" ? "both" : "none",
            ["data"] = new JsonObject
            {
                ["name"] = "tiny",
                ["binarization"] = kinds["likelihood"] == "bernoulli" ? "threshold" : "none",
            },
            ["training"] = new JsonObject { ["epochs"] = 1, ["batch"] = 12, ["learningRate"] = 1e-3 },
        };
        foreach ((string choice, string kind) in kinds)
        {
            recipe[choice] = JsonNode.Parse($$"""{ "kind": "{{kind}}"{{(Keys.TryGetValue(kind, out string? k) ? "," + k : "")}}{{(kind == "m2" ? keys : "")}} }""");
        }

        return RecipeFile.Parse(recipe.ToJsonString(), "pair");
    }
}
