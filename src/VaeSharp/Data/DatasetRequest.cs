namespace VaeSharp.Data;

/// <summary>Which images a run wants.</summary>
/// <param name="Name">A name that is listed, or <c>idx:DIRECTORY</c>, or <c>folder:DIRECTORY</c>.</param>
/// <param name="Directory">Where the user's own copy lies; nothing else is looked at then, nothing downloaded.</param>
/// <param name="ValidationCount">
/// How many training images to hold back; 0 for none. The default becomes a tenth where the training set has less
/// than ten times as many.
/// </param>
/// <param name="Limit">Only the first so many images of each split, after the cut.</param>
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

    internal int ValidationCountOf(int trainCount) => ValidationCount == DefaultValidationCount
        ? Math.Min(DefaultValidationCount, trainCount / 10)
        : ValidationCount;
}
