using System.Text.Json.Nodes;

namespace VaeSharp.Models.Recipes;

/// <summary>Keys of recipes that were written under another name, so that older recipes and runs can still be read.</summary>
internal static class FormerKeys
{
    private static readonly (string Section, string Former, string Present)[] All = [("training", "average", "emaDecay")];

    /// <summary>The present form of a key with dots, such as <c>training.emaDecay</c>.</summary>
    internal static string Present(string path) =>
        All.FirstOrDefault(key => path == $"{key.Section}.{key.Former}") is { Section: { } section } found
            ? $"{section}.{found.Present}"
            : path;

    /// <summary>Renames them in place. One that stands beside its present form stays, to be refused as unknown.</summary>
    internal static void Rename(JsonObject root)
    {
        foreach ((string section, string former, string present) in All)
        {
            if (root[section] is JsonObject keys && keys[former] is { } value && !keys.ContainsKey(present))
            {
                keys.Remove(former);
                keys[present] = value;
            }
        }
    }
}
