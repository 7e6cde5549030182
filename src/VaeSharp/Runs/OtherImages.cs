using System.Globalization;
using VaeSharp.Data;

namespace VaeSharp.Runs;

/// <summary>Whether images are such as a model was trained on.</summary>
internal static class OtherImages
{
    /// <exception cref="RunException">Their shape or their classes are others.</exception>
    internal static void Refuse(TrainedModel model, ImageDataset images)
    {
        string name = model.Recipe.Data.Name;
        if (images.Shape != model.Model.Shape.Images)
        {
            throw model.Fault(
                RunFault.OtherImages,
                $"{model.Name} was trained on {model.Model.Shape.Images} images; {name} has {images.Shape}.");
        }

        IReadOnlyList<string> mine = model.ClassNames, theirs = images.ClassNames;
        bool equal = mine.SequenceEqual(theirs) || (AreNumbers(theirs) && mine.Count == theirs.Count);
        if (equal)
        {
            return;
        }

        string[] missing = [.. mine.Except(theirs)], added = [.. theirs.Except(mine)];
        string[] facts =
        [
            missing.Length > 0 ? $"without {string.Join(", ", missing)}" : "",
            added.Length > 0 ? $"with {string.Join(", ", added)}" : "",
            missing.Length + added.Length == 0 ? "in another order" : "",
        ];
        throw new RunException(
            RunFault.OtherImages,
            $"{model.Name} was trained on {mine.Count} classes ({string.Join(", ", mine)}); {name} has {theirs.Count}, "
            + $"{string.Join(" and ", facts.Where(fact => fact.Length > 0))}.")
        {
            Subject = model.Name,
            MissingClasses = missing,
            AddedClasses = added,
        };
    }

    // Files that have no names for their classes number them.
    private static bool AreNumbers(IReadOnlyList<string> names) =>
        names.Select((name, i) => name == i.ToString(CultureInfo.InvariantCulture)).All(equal => equal);
}
