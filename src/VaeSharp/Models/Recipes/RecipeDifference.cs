using System.Text.Json;
using System.Text.Json.Nodes;

namespace VaeSharp.Models.Recipes;

/// <summary>A key by which two recipes differ.</summary>
/// <param name="Key">With dots, such as <c>training.epochs</c>.</param>
/// <param name="Left">Its value in the first recipe, as JSON; null where that recipe has no such key.</param>
/// <param name="Right">Its value in the second.</param>
internal sealed record RecipeDifference(string Key, string? Left, string? Right)
{
    /// <summary>The keys whose values differ, in the order of the recipes; empty where both compute the same.</summary>
    public static IReadOnlyList<RecipeDifference> Between(Recipe left, Recipe right)
    {
        List<(string Key, string Value)> first = [.. Keys(left)];
        Dictionary<string, string> second = Keys(right).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal);
        var differences = new List<RecipeDifference>();
        foreach ((string key, string value) in first)
        {
            if (!second.Remove(key, out string? other) || other != value)
            {
                differences.Add(new RecipeDifference(key, value, other));
            }
        }

        differences.AddRange(second.Select(rest => new RecipeDifference(rest.Key, null, rest.Value)));
        return differences;
    }

    private static IEnumerable<(string Key, string Value)> Keys(Recipe recipe) =>
        RecipeKey.Of(recipe).Where(key => !key.IsWords).Select(key => (key.Name, Shown(key.Value)));

    private static string Shown(JsonNode? value) => value switch
    {
        null => "null",
        JsonValue word when word.GetValueKind() == JsonValueKind.String => word.GetValue<string>(),
        _ => value.ToJsonString(),
    };
}
