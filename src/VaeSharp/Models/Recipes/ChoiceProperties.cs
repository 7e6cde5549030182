using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using VaeSharp.Storage;

namespace VaeSharp.Models.Recipes;

/// <summary>A choice among the properties of a checkpoint: its kind, and each key as JSON has it.</summary>
internal static class ChoiceProperties
{
    private const string KindKey = "kind";

    internal static IEnumerable<(string Key, string Value)> Of<T>(T choice)
        where T : Choice =>
        JsonSerializer.SerializeToNode(choice, RecipeJson.Options)!.AsObject()
            .Select(pair => (pair.Key, pair.Key == KindKey ? choice.Kind : pair.Value?.ToJsonString() ?? "null"));

    /// <exception cref="StorageFormatException">A kind that is not expected here, or a key that is missing or out of its range.</exception>
    internal static T Read<T>(CheckpointDirectory checkpoint, Func<T, bool> condition)
        where T : Choice
    {
        string name = checkpoint.Properties.GetValueOrDefault(KindKey, "missing");
        ChoiceKind kind = ChoiceCatalog.Kinds.Of(typeof(T)).FirstOrDefault(k => k.Kind == name && condition((T)k.Example))
            ?? throw new StorageFormatException(checkpoint.Location, $"the kind '{name}'", ChoiceCatalog.Kinds.Where(condition));
        var json = new JsonObject { [KindKey] = name };
        foreach (ParameterInfo parameter in ChoiceKind.Parameters(kind.Type))
        {
            json[RecipeValue.KeyOf(parameter.Name!)] = ValueOf(checkpoint, kind.Type, parameter);
        }

        return json.Deserialize<T>(RecipeJson.Options)!;
    }

    private static JsonNode? ValueOf(CheckpointDirectory checkpoint, Type owner, ParameterInfo parameter)
    {
        string key = RecipeValue.KeyOf(parameter.Name!);
        string? text = checkpoint.Properties.GetValueOrDefault(key);
        RangeAttribute? range = ChoiceKind.RangeOf(owner, parameter.Name!);
        JsonNode? value = Parsed(text);
        return RecipeValue.Expected(value, parameter.ParameterType, range) is { } expected
            ? throw new StorageFormatException(checkpoint.Location, $"{key} {text ?? "missing"}", expected)
            : value;
    }

    private static JsonNode? Parsed(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
