using System.Text.Json;
using System.Text.Json.Nodes;
using VaeSharp.Models.Recipes;
using VaeSharp.Storage;

namespace VaeSharp.Models.Judges;

/// <summary>Recipes of judges: those that come with the library, and files; strict in reading, complete in writing.</summary>
internal static class JudgeCatalog
{
    private const string Prefix = "judges/";
    private const string Suffix = ".json";

    /// <summary>Names of those that come along, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = Embedded.Names(Prefix, Suffix);

    /// <summary>Whether that is a judge's recipe and not a VAE's: one that comes along, or a JSON file with the key <c>judge</c>.</summary>
    public static bool IsOne(string nameOrPath) => Names.Contains(nameOrPath) || (File.Exists(nameOrPath) && HasKey(nameOrPath));

    /// <summary>A recipe by name, or from a file.</summary>
    /// <param name="nameOrPath">Such as <c>mnist-judge</c> or <c>my/judge.json</c>.</param>
    /// <param name="changes">Settings in place of the recipe's, each <c>key=value</c>.</param>
    /// <exception cref="RecipeException">There is none of that name, or it says something that cannot be done.</exception>
    public static JudgeRecipe Open(string nameOrPath, params IReadOnlyList<string> changes) => Parse(
        Names.Contains(nameOrPath) ? Embedded.Text(Prefix + nameOrPath + Suffix) : RecipeFile.ReadText(nameOrPath), nameOrPath, changes);

    /// <summary>Reads JSON text.</summary>
    /// <param name="json">The recipe.</param>
    /// <param name="source">Named in messages.</param>
    /// <param name="changes">Settings in place of the text's, each <c>key=value</c> with dots in the key.</param>
    /// <exception cref="RecipeException">Not JSON, or it says something that cannot be done.</exception>
    public static JudgeRecipe Parse(string json, string source, params IReadOnlyList<string> changes) =>
        RecipeFile.Parse<JudgeRecipe>(json, source, changes);

    /// <summary>Every key with its value, defaults too: what <see cref="Parse"/> accepts again.</summary>
    public static string ToJson(JudgeRecipe recipe) => JsonSerializer.Serialize(recipe, RecipeJson.Options) + "\n";

    // What is wrong with a file is told by whoever reads it.
    private static bool HasKey(string path)
    {
        try
        {
            return JsonNode.Parse(ExactReading.ReadText(path)) is JsonObject root && root.ContainsKey(JudgeRecipe.Key);
        }
        catch (Exception fault) when (fault is JsonException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            return false;
        }
    }
}
