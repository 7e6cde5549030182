using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace VaeSharp.Models.Recipes;

/// <summary>How recipes are written as JSON: a choice by its kind and the parameters of its constructor.</summary>
internal static class RecipeJson
{
    private static volatile Written _written = new(ChoiceCatalog.Kinds);

    /// <summary>For the kinds that are known now.</summary>
    internal static JsonSerializerOptions Options
    {
        get
        {
            ChoiceKinds now = ChoiceCatalog.Kinds;
            if (!ReferenceEquals(_written.Kinds, now))
            {
                _written = new Written(now);
            }

            return _written.Options;
        }
    }

    private sealed class Written(ChoiceKinds kinds)
    {
        public ChoiceKinds Kinds => kinds;

        public JsonSerializerOptions Options { get; } = new()
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
            UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
            AllowOutOfOrderMetadataProperties = true,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = true,
            WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { info => Describe(info, kinds) } },
        };
    }

    private static void Describe(JsonTypeInfo info, ChoiceKinds kinds)
    {
        if (!info.Type.IsAssignableTo(typeof(Choice)))
        {
            return;
        }

        // What a choice is and needs is no key.
        HashSet<string> keys = [.. ChoiceKind.Parameters(info.Type).Select(p => RecipeValue.KeyOf(p.Name!))];
        foreach (JsonPropertyInfo property in info.Properties.Where(p => !keys.Contains(p.Name)).ToArray())
        {
            info.Properties.Remove(property);
        }

        IReadOnlyList<ChoiceKind> known = kinds.Of(info.Type);
        if (known.Count > 0)
        {
            info.PolymorphismOptions = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "kind" };
            foreach (ChoiceKind kind in known)
            {
                info.PolymorphismOptions.DerivedTypes.Add(new JsonDerivedType(kind.Type, kind.Kind));
            }
        }
    }
}
