namespace VaeSharp.Data;

/// <summary>Which images a run wants.</summary>
/// <param name="Name">A name that is listed, or <c>idx:DIRECTORY</c>, or <c>folder:DIRECTORY</c>.</param>
/// <param name="Directory">
/// Where the user's own copy lies, in place of what the name says; nothing else is looked at then, nothing downloaded.
/// </param>
/// <param name="ValidationCount">
/// How many training images to hold back; 0 for none. The default becomes a tenth where the training set has less
/// than ten times as many.
/// </param>
/// <param name="Limit">At most so many images of each split, after the cut: see <see cref="ImageDataset.Spread"/>.</param>
/// <param name="Size">For <c>folder:</c>, the height and width that every image is resized to.</param>
/// <param name="Offline">Never asks the network.</param>
public sealed record DatasetRequest(
    string Name,
    string? Directory = null,
    int ValidationCount = DatasetRequest.DefaultValidationCount,
    int? Limit = null,
    int? Size = null,
    bool Offline = false)
{
    /// <summary>The validation images of MNIST and of CIFAR-10 in most of the literature.</summary>
    public const int DefaultValidationCount = 5000;

    /// <summary>For <c>folder:</c>, the height that every image gets, with <see cref="Width"/>, in place of
    /// <see cref="Size"/>.</summary>
    public int? Height { get; init; }

    /// <summary>For <c>folder:</c>, the width that every image gets.</summary>
    public int? Width { get; init; }

    /// <summary>For <c>folder:</c>, 1 for grey, 3 for colour; null for grey where all pictures are.</summary>
    public int? Channels { get; init; }

    /// <summary>For <c>folder:</c>, how pictures become images.</summary>
    public PictureOptions Pictures { get; init; } = new();

    internal int ValidationCountOf(int trainCount) => ValidationCount == DefaultValidationCount
        ? Math.Min(DefaultValidationCount, trainCount / 10)
        : ValidationCount;
}
