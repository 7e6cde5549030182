using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace VaeSharp.Models.Recipes;

/// <summary>One value of a recipe: whether JSON fits its type and range, and how to say what would.</summary>
internal static class RecipeValue
{
    private const int MaximumItems = 64;

    internal static string KeyOf(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    internal static bool HasRange(Type type) =>
        type == typeof(int) || type == typeof(double) || type == typeof(IReadOnlyList<int>);

    internal static bool IsSimple(Type type) =>
        HasRange(type) || type.IsEnum || type == typeof(string) || type == typeof(bool);

    internal static string Shown(JsonNode? node)
    {
        string text = node?.ToJsonString() ?? "null";
        return text.Length <= 60 ? text : text[..57] + "…";
    }

    /// <summary>What is expected in place of <paramref name="node"/>; null where it is right.</summary>
    internal static string? Expected(JsonNode? node, Type type, RangeAttribute? range)
    {
        JsonValueKind kind = node?.GetValueKind() ?? JsonValueKind.Null;
        if (type == typeof(bool))
        {
            return kind is JsonValueKind.True or JsonValueKind.False ? null : "true or false";
        }

        if (type == typeof(string))
        {
            return kind == JsonValueKind.String ? null : "a text";
        }

        if (type.IsEnum)
        {
            string[] names = [.. Enum.GetNames(type).Select(JsonNamingPolicy.KebabCaseLower.ConvertName)];
            string? word = kind == JsonValueKind.String ? node!.GetValue<string>() : null;
            return word is not null && names.Contains(word) ? null
                : "one of " + string.Join(", ", names) + Spelling.Suggestion(word ?? "", names);
        }

        string numbers = $"from {Text(range!.Minimum)} to {Text(range.Maximum)}";
        if (type == typeof(double))
        {
            return IsWithin(node, range) ? null : $"a number {numbers}";
        }

        if (type == typeof(int))
        {
            return IsWhole(node, range) ? null : $"a whole number {numbers}";
        }

        return node is JsonArray { Count: >= 1 and <= MaximumItems } list && list.All(item => IsWhole(item, range))
            ? null
            : $"a list of 1 to {MaximumItems} whole numbers {numbers}";
    }

    private static bool IsWhole(JsonNode? node, RangeAttribute range) =>
        IsWithin(node, range) && node!.AsValue().TryGetValue(out int _);

    private static bool IsWithin(JsonNode? node, RangeAttribute range) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number
        && double.TryParse(value.ToJsonString(), CultureInfo.InvariantCulture, out double number)
        && number >= Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture)
        && number <= Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);

    private static string Text(object number) => Convert.ToString(number, CultureInfo.InvariantCulture)!;
}
