using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;

namespace VaeSharp.Runs;

/// <summary>What a recipe's model is made of, without any training.</summary>
/// <param name="Images">Their shape.</param>
/// <param name="Latents">Latent dimensions of an image.</param>
/// <param name="Summary">Layer by layer.</param>
/// <param name="Transforms">What is done to images before the model reads them.</param>
internal sealed record ModelOutline(ImageShape Images, long Latents, ModelSummary Summary, InputTransforms Transforms)
{
    /// <summary>A model of fresh weights, measured and let go.</summary>
    /// <param name="recipe">Its data set is looked up; one that is known tells its shape without being here.</param>
    /// <param name="dataDirectory">A directory with the data set; null to look where data sets are usually found.</param>
    /// <param name="progress">Hears of data that is fetched.</param>
    /// <exception cref="DatasetUnavailableException">The data set is not known, and not here.</exception>
    public static ModelOutline Of(Recipe recipe, string? dataDirectory = null, IProgress<string>? progress = null)
    {
        (ImageShape shape, int classes) = ImagesOf(recipe.Data, dataDirectory, progress);
        LibTorch.EnsureLoaded();
        using NativeWork work = NativeWork.Begin();
        MemoryEstimate.OfOutline(recipe, shape, classes).Demand("A model of this recipe", MachineMemory.Total);
        using VariationalAutoencoder model = ModelFactory.Make(recipe, shape, classes, seed: 0);
        return new ModelOutline(shape, model.Shape.Latents, ModelSummary.Of(model), InputTransforms.Of(recipe));
    }

    private static (ImageShape Shape, int Classes) ImagesOf(DataOptions data, string? directory, IProgress<string>? progress)
    {
        if (DatasetCatalog.List().FirstOrDefault(set => set.Name == data.Name) is { } known)
        {
            return (known.Shape, known.ClassNames.Count);
        }

        ImageDataset test = DatasetCatalog.Open(data.Request(directory), progress).Test;
        return (test.Shape, test.ClassNames.Count);
    }
}
