using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace VaeSharp.Evaluation;

/// <summary>Reports as JSON: names in camelCase with their units, words of choices as in recipes, no nulls.</summary>
internal static class ReportJson
{
    /// <summary>How every report is written and read.</summary>
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The JSON text of a report, with a last newline.</summary>
    public static string Write<T>(T report) => JsonSerializer.Serialize(report, Options) + "\n";
}
