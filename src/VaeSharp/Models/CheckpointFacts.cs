using System.Globalization;
using VaeSharp.Data;
using VaeSharp.Storage;

namespace VaeSharp.Models;

/// <summary>What a checkpoint says of the images beside its recipe: their shape, and what their classes mean.</summary>
internal static class CheckpointFacts
{
    /// <summary>Writes them into a checkpoint that is being made.</summary>
    public static void Write(CheckpointWriter writer, ImageShape images, IReadOnlyList<string> classNames)
    {
        writer.Properties["channels"] = Text(images.Channels);
        writer.Properties["height"] = Text(images.Height);
        writer.Properties["width"] = Text(images.Width);
        for (int i = 0; i < classNames.Count; i++)
        {
            writer.Properties["class." + Text(i)] = classNames[i];
        }
    }

    /// <summary>The shape of one image.</summary>
    /// <exception cref="StorageFormatException">It is missing, or none that could be.</exception>
    public static ImageShape Shape(CheckpointDirectory checkpoint) =>
        new(checkpoint.Number("channels", 64), checkpoint.Number("height", 4096), checkpoint.Number("width", 4096));

    /// <summary>The names of the classes, in their order.</summary>
    /// <exception cref="StorageFormatException">One has a control character in it.</exception>
    public static IReadOnlyList<string> ClassNames(CheckpointDirectory checkpoint)
    {
        var names = new List<string>();
        while (checkpoint.Properties.TryGetValue("class." + Text(names.Count), out string? name))
        {
            names.Add(name.Any(char.IsControl)
                ? throw new StorageFormatException(
                    checkpoint.Location, $"class {names.Count} with a control character in its name", "a name that can be shown")
                : name);
        }

        return names;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
