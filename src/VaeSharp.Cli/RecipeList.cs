using VaeSharp.Models.Judges;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Cli;

/// <summary>The recipes that come with the command, for its help.</summary>
internal static class RecipeList
{
    /// <summary>Their names: those of models, then those of judges.</summary>
    public static IReadOnlyList<string> Names => [.. RecipeCatalog.Names, .. JudgeCatalog.Names];

    /// <summary>A line a recipe, or as many as a width needs: its name, and what it is for.</summary>
    public static string Text(int columns)
    {
        int width = Names.Max(name => name.Length);
        IEnumerable<string> lines = RecipeCatalog.Names.Select(name => (Name: name, RecipeCatalog.Open(name).About))
            .Concat(JudgeCatalog.Names.Select(name => (Name: name, JudgeCatalog.Open(name).About)))
            .SelectMany(recipe => ScreenText.Rows($"  {recipe.Name.PadRight(width)}  {recipe.About}", columns, hang: width + 4));
        return string.Join(Environment.NewLine, lines.Prepend("Recipes:"));
    }
}
