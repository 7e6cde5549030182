namespace VaeSharp.Data;

/// <summary>One line of the catalogue.</summary>
/// <param name="Name">The name to ask for.</param>
/// <param name="Shape">The shape of its images.</param>
/// <param name="ClassNames">What its classes are called.</param>
/// <param name="TrainCount">Training images as published, validation included.</param>
/// <param name="TestCount">Test images as published.</param>
/// <param name="State">"embedded", "found in DIRECTORY" or "not fetched".</param>
/// <param name="Source">The page that describes it.</param>
/// <param name="Licence">On what terms it may be used.</param>
internal sealed record DatasetListing(
    string Name,
    ImageShape Shape,
    IReadOnlyList<string> ClassNames,
    int TrainCount,
    int TestCount,
    string State,
    string Source,
    string Licence);
