using VaeSharp.Models.Recipes;

namespace VaeSharp.Cli;

/// <summary>The recipes that come with the command, for its help.</summary>
internal static class RecipeList
{
    /// <summary>A line a recipe: its name, and what it is for.</summary>
    public static string Text()
    {
        int width = RecipeCatalog.Names.Max(name => name.Length);
        IEnumerable<string> lines = RecipeCatalog.Names
            .Select(name => $"  {name.PadRight(width)}  {RecipeCatalog.Open(name).About}");
        return string.Join(Environment.NewLine, lines.Prepend("Recipes:"));
    }
}
