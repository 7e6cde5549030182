namespace VaeSharp.Data;

/// <summary>Which images a run wants.</summary>
/// <param name="Name">A name of <see cref="DatasetCatalog"/>, or <c>idx:PATH</c>, or <c>folder:PATH</c>.</param>
/// <param name="Directory">Where the user's own copy lies; nothing else is looked at then, nothing downloaded.</param>
/// <param name="ValidationCount">How many training images to hold back; 0 for none.</param>
/// <param name="Limit">Only the first so many images of each split, after the cut.</param>
/// <param name="Size">For <c>folder:</c>, the height and width that every image is resized to.</param>
/// <param name="Offline">Never asks the network.</param>
public sealed record DatasetRequest(
    string Name,
    string? Directory = null,
    int ValidationCount = 5000,
    int? Limit = null,
    int? Size = null,
    bool Offline = false);
