using VaeSharp.Data;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Runs;

/// <summary>What is to be trained, and how.</summary>
/// <param name="RecipeName">A name for the run's folder.</param>
/// <param name="Recipe">All settings of data, model and training.</param>
public sealed record TrainingRequest(string RecipeName, Recipe Recipe)
{
    /// <summary>Of initial weights, order and noise.</summary>
    public ulong Seed { get; init; }

    /// <summary>The most images of each split; null for all.</summary>
    public int? Limit { get; init; }

    /// <summary>Threads that libtorch computes with; null for as many as it is set to. Runs are equal bit by bit only with equal
    /// counts.</summary>
    public int? Threads { get; init; }

    /// <summary>The device: cpu, cuda, cuda:N or mps.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>A directory with the data set; null to look where data sets are usually found.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>What was typed, for the run's records; empty for a program.</summary>
    public IReadOnlyList<string> CommandLine { get; init; } = [];

    /// <summary>The checkpoint whose weights the model begins with; null for fresh ones.</summary>
    public string? From { get; init; }

    /// <summary>What was chosen to fit the pictures, in lines; empty where a recipe says everything.</summary>
    public IReadOnlyList<string> Choices => Fitted?.Choices ?? [];

    /// <summary>The images, where they are at hand; null where they are still to be opened, as the recipe says.</summary>
    internal DatasetSplits? Images => Fitted?.Recipe.Data == Recipe.Data ? Fitted.Images : null;

    private PictureRecipe? Fitted { get; init; }

    /// <summary>A training on a folder of pictures: length, batch, likelihood and networks fit their number, size and colours.</summary>
    /// <param name="folder">Such as <c>folder:photos</c>; see docs/own-pictures.md.</param>
    /// <param name="changes">Recipe keys to set otherwise, each <c>key=value</c>.</param>
    /// <param name="limit">The most pictures of each part; null for all.</param>
    /// <param name="directory">Where the pictures lie instead; null for where the name says.</param>
    /// <param name="from">The checkpoint whose model is trained on; null for a new one.</param>
    /// <param name="progress">Hears of pictures that are decoded, and of those that are left out.</param>
    /// <exception cref="ArgumentException">It is no folder's name.</exception>
    /// <exception cref="RecipeException">A change is none, or does not go together with the rest.</exception>
    /// <exception cref="DatasetUnavailableException">There are no pictures, or they lie where no class is.</exception>
    /// <exception cref="BadPicturesException">Some cannot be read.</exception>
    public static TrainingRequest ForPictures(
        string folder, IReadOnlyList<string>? changes = null, int? limit = null, string? directory = null, string? from = null,
        IProgress<string>? progress = null)
    {
        string path = DatasetCatalog.FolderOf(folder)
            ?? throw new ArgumentException($"'{folder}' names no folder of pictures; expected folder:PATH.", nameof(folder));
        PictureRecipe fitted = PictureRecipe.Of(folder, changes ?? [], directory, limit, from, progress);
        string name = ImageFolderListing.NameOf(path);
        return new TrainingRequest(RecipeCatalog.Names.Contains(name) ? $"{name}-pictures" : name, fitted.Recipe)
        {
            Limit = limit,
            DataDirectory = directory,
            From = from,
            Fitted = fitted,
        };
    }
}
