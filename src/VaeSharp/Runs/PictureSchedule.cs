using System.Globalization;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Runs;

/// <summary>How long and in which steps a model is trained on so many pictures of one's own.</summary>
/// <remarks>Counted in steps: epochs that suit 60,000 images are over before a few hundred have been looked at. The figures were found
/// on folders of 200 to 50,000 pictures; see docs/own-pictures.md.</remarks>
/// <param name="Images">To train on.</param>
/// <param name="Batch">Images of a step.</param>
/// <param name="Steps">About so many in all; whole epochs decide.</param>
internal sealed record PictureSchedule(int Images, int Batch, int Steps)
{
    private const int FewImages = 500;
    private const int FewestSteps = 1500;
    private const int MostSteps = 10_000;
    private const int MostEpochs = 300; // a handful of pictures is learned by heart long before

    /// <summary>What suits a number of images.</summary>
    /// <param name="images">To train on.</param>
    /// <param name="batch">Images of a step, where somebody chose it.</param>
    public static PictureSchedule For(int images, int? batch = null)
    {
        double growth = Math.Pow((double)images / FewImages, 0.75);
        return new(images, batch ?? (images < 5000 ? 32 : 64), (int)Math.Clamp(FewestSteps * growth, FewestSteps, MostSteps));
    }

    /// <summary>Steps of one pass over the images.</summary>
    public int StepsPerEpoch => (Images + Batch - 1) / Batch;

    /// <summary>Passes over the images.</summary>
    public int Epochs => Math.Clamp((int)Math.Round((double)Steps / StepsPerEpoch), 1, MostEpochs);

    /// <summary>Steps over which the learning rate rises: a tenth, and no more than a long training needs.</summary>
    public int WarmupSteps => Math.Min(300, Epochs * StepsPerEpoch / 10);

    /// <summary>The length of a training in steps, for whoever waits for it.</summary>
    /// <param name="training">Of the recipe, where somebody may have set other epochs.</param>
    public string InWords(TrainingOptions training) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(long)training.Epochs * StepsPerEpoch:N0} steps of {training.Batch} pictures ({training.Epochs} epochs of {StepsPerEpoch}), "
        + $"the learning rate rising over the first {training.WarmupSteps}");
}
