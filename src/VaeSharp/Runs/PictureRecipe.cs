using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using VaeSharp.Training.Objectives;

namespace VaeSharp.Runs;

/// <summary>The recipe of a folder of pictures: whatever nobody has chosen fits their number, their size and their colours.</summary>
/// <param name="Recipe">Complete: it trains the same model again, whatever becomes of the rules here.</param>
/// <param name="Images">The pictures, decoded and divided as the recipe says.</param>
/// <param name="Choices">What was chosen, in lines for whoever waits for the training.</param>
internal sealed record PictureRecipe(Recipe Recipe, DatasetSplits Images, IReadOnlyList<string> Choices)
{
    private const int UsualSide = 32;
    private const int LeastSide = 16; // of pictures that keep their size
    private const int MostSide = 64;
    private const int MostShift = 2; // pixels, of a side of 32
    private const int ManyImages = 5000;
    private const int FewImages = 150;
    private const int LatentsPerPosition = 4;
    private const double LearningRate = 0.003;
    private const double FineTuningShare = 0.25; // of the learning rate, for weights that have learned already

    /// <summary>Looks at the pictures and fits the recipe to them.</summary>
    /// <param name="name">The data set, folder:PATH.</param>
    /// <param name="changes">Settings of recipe keys, which go before whatever is fitted.</param>
    /// <param name="directory">Where the pictures lie instead; null for where the name says.</param>
    /// <param name="limit">The most pictures of each part; null for all.</param>
    /// <param name="from">The checkpoint whose model is trained on; null for a new one.</param>
    /// <param name="progress">Hears of pictures that are decoded, and of those that are left out.</param>
    /// <exception cref="RecipeException">A change is none, or does not go together with the rest.</exception>
    /// <exception cref="DatasetUnavailableException">There are no pictures, or they lie where no class is.</exception>
    /// <exception cref="BadPicturesException">Some cannot be read.</exception>
    public static PictureRecipe Of(
        string name, IReadOnlyList<string> changes, string? directory, int? limit, string? from, IProgress<string>? progress)
    {
        name = DatasetCatalog.Located(name, directory);
        (Recipe Recipe, ImageShape Shape)? model = from is null ? null : ModelCheckpoint.Describe(from);
        DataOptions data = Sized(name, changes, model?.Shape);
        Recipe draft = Changed(Fitted(data, new(3, UsualSide, UsualSide), images: 1, batch: null, model?.Recipe), name, changes);
        DatasetSplits images = DatasetCatalog.Open(draft.Data.Request(limit: limit), progress);
        ImageShape shape = images.Train.Shape;
        int? batch = changes.Any(change => change.StartsWith("training.batch=", StringComparison.Ordinal)) ? draft.Training.Batch : null;
        Recipe recipe = Changed(
            Fitted(Augmented(data, shape, images.Train.Count), shape, images.Train.Count, batch, model?.Recipe), name, changes);
        return new(recipe, images, [.. InWords(recipe, images)]);
    }

    // Pictures that all have one small size keep it; others get one that the networks are made for.
    private static DataOptions Sized(string name, IReadOnlyList<string> changes, ImageShape? model)
    {
        var data = new DataOptions(name);
        if (changes.Any(change => change.StartsWith("data.size=", StringComparison.Ordinal)
            || change.StartsWith("data.height=", StringComparison.Ordinal) || change.StartsWith("data.width=", StringComparison.Ordinal)))
        {
            return data;
        }

        (int height, int width) = model is { } shape ? (shape.Height, shape.Width)
            : PictureSizes.Common(DatasetCatalog.FolderOf(name)!, LeastSide, MostSide) ?? (UsualSide, UsualSide);
        data = data with { Channels = model?.Channels };
        return height == width ? data with { Size = height } : data with { Height = height, Width = width };
    }

    // Colour pictures are mirrored, grey ones are often writing; few are moved a little too.
    private static DataOptions Augmented(DataOptions data, ImageShape shape, int images) => data with
    {
        Channels = shape.Channels,
        Flip = shape.Channels > 1,
        Shift = images < ManyImages ? MostShift * Math.Min(shape.Height, shape.Width) / UsualSide : 0,
    };

    // Latents that lie on a grid are learned from each part of each picture, so that few pictures teach them much; one σ for all
    // values makes a wrong colour cost as much in a small object as in a large ground. See docs/own-pictures.md for what was tried.
    private static Recipe Fitted(DataOptions data, ImageShape shape, int images, int? batch, Recipe? model)
    {
        PictureSchedule schedule = PictureSchedule.For(images, batch);
        var training = new TrainingOptions(
            schedule.Epochs, schedule.Batch, LearningRate, RateSchedule.Cosine, schedule.WarmupSteps, ClipNorm: 5000, EmaDecay: 0.99);
        return model is null
            ? new Recipe(
                $"{images} pictures of one's own.", "", "", data, new GridOptions(Stages(shape), Blocks: 1), LabelUse.None,
                new DiagonalGaussianOptions(LatentsPerPosition), new StandardNormalOptions(), new OptimalSigmaOptions(), new ElboOptions(),
                training)
            : model with
            {
                Data = data with { Binarization = model.Data.Binarization },
                Training = training with { LearningRate = LearningRate * FineTuningShare },
            };
    }

    // Each stage halves the image, down to a grid of about eight positions a side.
    private static int[] Stages(ImageShape shape) =>
    [
        32, .. Enumerable.Repeat(64, Math.Max(0, (int)Math.Round(Math.Log2(Math.Min(shape.Height, shape.Width) / 16.0)))),
    ];

    private static Recipe Changed(Recipe recipe, string source, IReadOnlyList<string> changes) =>
        RecipeFile.Parse(RecipeFile.ToJson(recipe), source, changes);

    private static IEnumerable<string> InWords(Recipe recipe, DatasetSplits images)
    {
        ImageShape shape = images.Train.Shape;
        string colour = shape.Channels == 1 ? "grey" : "colour";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Pictures: {images.Train.Count:N0} to train on, {images.Validation.Count:N0} for validation, ")
            + string.Create(CultureInfo.InvariantCulture, $"{images.Test.Count:N0} to test with; ")
            + $"{colour}, {shape.Height}×{shape.Width} (data.size).";
        if (images.Train.Count < FewImages)
        {
            yield return $"So few pictures are learned by heart: expect little of others than these, and better from {FewImages} on.";
        }

        long latents = LatentLayout.Of(recipe.Networks, recipe.Posterior, shape).Latents;
        yield return $"Model: {recipe.Networks.Kind}, {latents} latents, likelihood {recipe.Likelihood.Kind}.";
        IReadOnlyList<ImageTransform> augmented = InputTransforms.Of(recipe).Images;
        yield return $"Training: {new PictureSchedule(images.Train.Count, recipe.Training.Batch, 0).InWords(recipe.Training)}"
            + (augmented.Count > 0 ? $"; {string.Join(", ", augmented)} (data.flip, data.shift)." : ".");
    }
}
