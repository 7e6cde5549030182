using VaeSharp.Models.Recipes;

namespace VaeSharp.Cli;

/// <summary>The recipes that come with the command, for its help.</summary>
internal static class RecipeList
{
    /// <summary>A line a recipe, or as many as a width needs: its name, and what it is for.</summary>
    public static string Text(int columns)
    {
        int width = RecipeCatalog.Names.Max(name => name.Length);
        IEnumerable<string> lines = RecipeCatalog.Names
            .SelectMany(name => ScreenText.Rows($"  {name.PadRight(width)}  {RecipeCatalog.Open(name).About}", columns, hang: width + 4));
        return string.Join(Environment.NewLine, lines.Prepend("Recipes:"));
    }
}
