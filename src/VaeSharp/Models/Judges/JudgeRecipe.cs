using System.ComponentModel.DataAnnotations;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;

namespace VaeSharp.Models.Judges;

/// <summary>All that makes a judge: a classifier of a data set's images, trained apart from every VAE, that samples are measured
/// by.</summary>
/// <param name="About">What the recipe is for, in a sentence.</param>
/// <param name="Expected">What a training should reach.</param>
/// <param name="Cost">How long it takes, and where.</param>
/// <param name="Data">Which images, and how training varies them.</param>
/// <param name="Judge">The network.</param>
/// <param name="Training">How its loss is minimised.</param>
internal sealed record JudgeRecipe(
    string About, string Expected, string Cost, JudgeData Data, JudgeOptions Judge, JudgeTraining Training)
{
    /// <summary>By which a recipe's file is told from that of a VAE.</summary>
    internal const string Key = "judge";

    /// <summary>What is done to images in training alone.</summary>
    internal IReadOnlyList<ImageTransform> Augmentation =>
    [
        .. Data.Flip ? (ImageTransform[])[new Mirror()] : [],
        .. Data.Shift > 0 ? (ImageTransform[])[new Shift(Data.Shift, RepeatsEdge: true)] : [],
    ];
}

/// <summary>The images of a judge.</summary>
/// <param name="Name">A data set that is listed, idx:PATH or folder:PATH.</param>
/// <param name="Validation">How many training images are kept aside to measure each epoch; 0 to train on all.</param>
/// <param name="Flip">Whether training mirrors half of the images left to right.</param>
/// <param name="Shift">In training each image is moved by up to so many pixels along each axis, its edge repeated; 0 for not.</param>
internal sealed record JudgeData(
    string Name,
    [property: Range(0, 1_000_000)] int Validation = 0,
    bool Flip = false,
    [property: Range(0, 64)] int Shift = 0);

/// <summary>The network of a judge, see <see cref="JudgeNetwork"/>.</summary>
/// <param name="Stem">Channels of the first convolution, at the images' own size.</param>
/// <param name="Channels">Of each block; each halves height and width.</param>
/// <param name="MirrorsToo">Whether the probabilities of an image and of its mirror image are averaged when it is used.</param>
internal sealed record JudgeOptions(
    [property: Range(1, 1024)] int Stem,
    [property: Range(1, 1024)] IReadOnlyList<int> Channels,
    bool MirrorsToo = false);

/// <summary>How a judge is trained: Adam, a rate that rises evenly and falls along half a cosine.</summary>
/// <param name="Epochs">Passes over the training images.</param>
/// <param name="Batch">Images in one step.</param>
/// <param name="LearningRate">At its peak.</param>
/// <param name="WarmupSteps">Steps over which the rate rises from 0.</param>
/// <param name="WeightDecay">λ: each step takes its rate times λ from weights, not from biases and scales. Source: Loshchilov &amp; Hutter
/// 2019, algorithm 2.</param>
/// <param name="LabelSmoothing">ε: the share of each label that is spread over all classes. Source: Szegedy et al. 2016, section 7.</param>
/// <param name="EmaDecay">Decay of the exponential moving average (EMA) of the weights, which is what is used; 0 for none.</param>
/// <param name="Precision">Of the products in the network while training.</param>
internal sealed record JudgeTraining(
    [property: Range(1, 100_000)] int Epochs,
    [property: Range(1, 65_536)] int Batch,
    [property: Range(1e-8, 10.0)] double LearningRate,
    [property: Range(0, 1_000_000)] int WarmupSteps = 0,
    [property: Range(0.0, 10.0)] double WeightDecay = 0,
    [property: Range(0.0, 0.9)] double LabelSmoothing = 0,
    [property: Range(0.0, 0.999999)] double EmaDecay = 0,
    NumberPrecision Precision = NumberPrecision.Float32)
{
    /// <summary>Those of them that a VAE's training has too.</summary>
    internal TrainingOptions Shared =>
        new(Epochs, Batch, LearningRate, RateSchedule.Cosine, WarmupSteps, EmaDecay: EmaDecay, Precision: Precision);
}
