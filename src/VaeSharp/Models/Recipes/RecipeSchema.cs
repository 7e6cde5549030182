using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;

namespace VaeSharp.Models.Recipes;

/// <summary>Holds JSON against the recipe's records, so that each fault is said by key, with what is expected.</summary>
internal sealed class RecipeSchema(string source)
{
    internal void Check(JsonNode root, Type recipe) => CheckObject(root, recipe, "");

    private void CheckObject(JsonNode? node, Type type, string path)
    {
        if (node is not JsonObject map)
        {
            throw Fault(path, RecipeValue.Shown(node), "an object");
        }

        type = Derived(map, type, path, out bool hasKind);
        ParameterInfo[] parameters = [.. ChoiceKind.Parameters(type)];
        Dictionary<string, ParameterInfo> known = parameters.ToDictionary(p => RecipeValue.KeyOf(p.Name!));
        foreach ((string key, JsonNode? value) in map)
        {
            if (key != "kind" || !hasKind)
            {
                CheckValue(value, known.GetValueOrDefault(key) ?? throw Unknown(path, key, known.Keys), type, Join(path, key));
            }
        }

        string? missing = known.Where(p => !p.Value.HasDefaultValue).Select(p => p.Key)
            .FirstOrDefault(key => !map.ContainsKey(key));
        if (missing is not null)
        {
            throw new RecipeException($"{source}: the key '{Join(path, missing)}' is missing.");
        }
    }

    private Type Derived(JsonObject map, Type type, string path, out bool hasKind)
    {
        IReadOnlyList<ChoiceKind> kinds = ChoiceCatalog.Kinds.Of(type);
        hasKind = kinds.Count > 0;
        if (!hasKind)
        {
            return type;
        }

        string[] names = [.. kinds.Select(k => k.Kind)];
        string expected = "one of " + string.Join(", ", names);
        if (map["kind"] is not JsonValue value || !value.TryGetValue(out string? name))
        {
            throw Fault(Join(path, "kind"), RecipeValue.Shown(map["kind"]), expected);
        }

        int index = Array.IndexOf(names, name);
        return index >= 0
            ? kinds[index].Type
            : throw Fault(Join(path, "kind"), $"'{name}'", expected + Spelling.Suggestion(name, names));
    }

    private void CheckValue(JsonNode? node, ParameterInfo parameter, Type owner, string path)
    {
        Type type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        bool nullable = type != parameter.ParameterType
            || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
        if (node is null && nullable)
        {
            return;
        }

        if (!RecipeValue.IsSimple(type))
        {
            CheckObject(node, type, path);
            return;
        }

        RangeAttribute? range = RecipeValue.HasRange(type) ? ChoiceKind.RangeOf(owner, parameter.Name!) : null;
        if (RecipeValue.Expected(node, type, range) is { } expected)
        {
            throw Fault(path, RecipeValue.Shown(node), expected);
        }
    }

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private RecipeException Fault(string path, string found, string expected) =>
        new($"{source}: the key '{path}' is {found}; expected {expected}.");

    private RecipeException Unknown(string path, string key, IReadOnlyCollection<string> known) => new(
        $"{source}: there is no key '{Join(path, key)}'{Spelling.Suggestion(key, known)}; "
        + (known.Count > 0 ? $"known here: {string.Join(", ", known)}." : "none is known here."));
}
