using System.Text.Json.Nodes;

namespace VaeSharp.Models.Recipes;

/// <summary>A key of a recipe with its value.</summary>
/// <param name="Name">With dots, such as <c>training.epochs</c>.</param>
/// <param name="Value">Not an object; null for JSON's null.</param>
internal sealed record RecipeKey(string Name, JsonNode? Value)
{
    private static readonly string[] Words = ["about", "expected", "cost"];

    /// <summary>Whether it holds words for readers, which change nothing that is computed.</summary>
    public bool IsWords => Words.Contains(Name);

    /// <summary>All keys of a recipe, in its order.</summary>
    public static IEnumerable<RecipeKey> Of(Recipe recipe) => Leaves(JsonNode.Parse(RecipeFile.ToJson(recipe))!.AsObject(), "");

    private static IEnumerable<RecipeKey> Leaves(JsonObject node, string before) => node.SelectMany(pair =>
        pair.Value is JsonObject inner ? Leaves(inner, $"{before}{pair.Key}.") : [new RecipeKey(before + pair.Key, pair.Value)]);
}
