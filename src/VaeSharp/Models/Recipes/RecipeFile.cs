using System.Text.Json;
using System.Text.Json.Nodes;
using VaeSharp.Storage;

namespace VaeSharp.Models.Recipes;

/// <summary>Recipes as JSON: strict in reading, complete in writing.</summary>
public static class RecipeFile
{
    private const int MaximumBytes = 1 << 20;

    /// <summary>Reads a file.</summary>
    /// <param name="path">A JSON file of at most one mebibyte.</param>
    /// <param name="changes">Settings in place of the file's, each <c>key=value</c> with dots in the key.</param>
    /// <exception cref="RecipeException">Not there, not JSON, or it says something that cannot be done.</exception>
    public static Recipe Read(string path, params IReadOnlyList<string> changes) => Parse(ReadText(path), path, changes);

    /// <summary>Reads JSON text.</summary>
    /// <param name="json">The recipe.</param>
    /// <param name="source">Named in messages.</param>
    /// <param name="changes">Settings in place of the text's, each <c>key=value</c> with dots in the key.</param>
    /// <exception cref="RecipeException">Not JSON, or it says something that cannot be done.</exception>
    public static Recipe Parse(string json, string source, params IReadOnlyList<string> changes) =>
        Parse<Recipe>(json, source, changes, RecipeRules.Check);

    /// <summary>Every key with its value, defaults too: what <see cref="Parse(string, string, IReadOnlyList{string})"/> accepts
    /// again.</summary>
    public static string ToJson(Recipe recipe) => JsonSerializer.Serialize(recipe, RecipeJson.Options) + "\n";

    /// <summary>Replaces a file by <see cref="ToJson"/>; a crash leaves the old one or the new.</summary>
    public static void Write(string path, Recipe recipe) => AtomicFile.WriteText(path, ToJson(recipe));

    /// <summary>The text of a file that is small enough for a recipe.</summary>
    /// <exception cref="RecipeException">It is not there, or not so small.</exception>
    internal static string ReadText(string path)
    {
        var info = new FileInfo(path);
        if (!info.Exists)
        {
            throw new RecipeException($"{path}: no such recipe file.");
        }

        return info.Length <= MaximumBytes
            ? ExactReading.ReadText(path)
            : throw new RecipeException($"{path}: {info.Length} bytes; a recipe has at most {MaximumBytes}.");
    }

    /// <summary>Reads JSON text as a record, whose constructor has the keys.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Named in messages.</param>
    /// <param name="changes">Settings in place of the text's.</param>
    /// <param name="check">What must hold beside the range of each key; null for nothing.</param>
    internal static T Parse<T>(string json, string source, IReadOnlyList<string> changes, Action<T, string>? check = null)
    {
        JsonObject root = ParseNode(json.TrimStart('\uFEFF'), source) as JsonObject
            ?? throw new RecipeException($"{source}: a recipe is a JSON object.");
        FormerKeys.Rename(root);
        foreach (string change in changes)
        {
            Apply(root, change);
        }

        try
        {
            new RecipeSchema(source).Check(root, typeof(T));
            T recipe = root.Deserialize<T>(RecipeJson.Options)!;
            check?.Invoke(recipe, source);
            return recipe;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new RecipeException($"{source}: {fault.Message}", fault);
        }
    }

    private static JsonNode? ParseNode(string json, string source)
    {
        try
        {
            return JsonNode.Parse(json, documentOptions: new() { MaxDepth = 16, AllowDuplicateProperties = false });
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            throw new RecipeException($"{source}: not valid JSON: {fault.Message}", fault);
        }
    }

    private static void Apply(JsonObject root, string change)
    {
        int equals = change.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
        {
            throw new RecipeException($"The change '{change}': expected key=value, for example training.epochs=5.");
        }

        string[] keys = FormerKeys.Present(change[..equals]).Split('.');
        JsonObject node = root;
        foreach (string key in keys[..^1])
        {
            if (node[key] is not JsonObject inner)
            {
                node[key] = inner = [];
            }

            node = inner;
        }

        node[keys[^1]] = Value(change[(equals + 1)..]);
    }

    // A number, true, null, a list or an object where it reads as one; else the text itself.
    private static JsonNode? Value(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}
