namespace VaeSharp.Models.Recipes;

/// <summary>The recipes that come with the library, by name.</summary>
public static class RecipeCatalog
{
    private const string Prefix = "recipes/";
    private const string Suffix = ".json";

    /// <summary>Their names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = Embedded.Names(Prefix, Suffix);

    /// <summary>A recipe by name, or from a file where the word ends in .json or is a path.</summary>
    /// <param name="nameOrPath">Such as <c>mnist</c> or <c>my/recipe.json</c>.</param>
    /// <param name="changes">Settings in place of the recipe's, each <c>key=value</c>.</param>
    /// <exception cref="RecipeException">There is none of that name, or it says something that cannot be done.</exception>
    public static Recipe Open(string nameOrPath, params IReadOnlyList<string> changes)
    {
        if (nameOrPath.EndsWith(Suffix, StringComparison.Ordinal) || File.Exists(nameOrPath))
        {
            return RecipeFile.Read(nameOrPath, changes);
        }

        return Names.Contains(nameOrPath)
            ? RecipeFile.Parse(Embedded.Text(Prefix + nameOrPath + Suffix), nameOrPath, changes)
            : throw new RecipeException(
                $"There is no recipe '{nameOrPath}'{Spelling.Suggestion(nameOrPath, Names)}. "
                + $"Known: {string.Join(", ", Names)}, or the path of a .json file.");
    }
}
