using VaeSharp.Data;
using VaeSharp.Evaluation;

namespace VaeSharp.Runs;

/// <summary>Where the labels come from that a conditional model is given.</summary>
internal enum LabelOrigin
{
    /// <summary>The model takes none.</summary>
    None,

    /// <summary>The data set's own, the truth.</summary>
    True,

    /// <summary>The names of the folders in which pictures lie.</summary>
    Folders,

    /// <summary>One class for all, as somebody said.</summary>
    Given,

    /// <summary>The model found them: see <see cref="FoundLabels"/>.</summary>
    Found,
}

/// <summary>Images as a trained model takes them, what each is called, and where its label comes from.</summary>
/// <param name="Images">Of the model's shape and classes.</param>
/// <param name="Names">What each is called: its file, or its number in its data set.</param>
/// <param name="Labels">Where the labels come from.</param>
/// <param name="Source">What they are together, such as "test images".</param>
internal sealed record ModelImages(ImageDataset Images, IReadOnlyList<string> Names, LabelOrigin Labels, string Source)
{
    /// <summary>Whether they are part of the model's own data set.</summary>
    public bool IsDataset { get; init; }

    /// <summary>The class of an image in words; null where the model takes none.</summary>
    public string? ClassOf(int index) => Labels == LabelOrigin.None ? null : Images.ClassNames[Images.Labels[index]];

    /// <summary>An image in words, such as "test image 3" or its file's name.</summary>
    public string NameOf(int index) => IsDataset ? $"{Source.TrimEnd('s')} {Names[index]}" : Names[index];

    /// <summary>The caption below an image: its name, and its class where the model is given one.</summary>
    public string Caption(int index) => ClassOf(index) is { } name ? $"{NameOf(index)} · class {name}" : NameOf(index);

    /// <summary>Where the labels come from, as a picture's legend says it; empty where the model takes none.</summary>
    public string LabelsInWords() => Labels switch
    {
        LabelOrigin.True => "the model was given the true labels",
        LabelOrigin.Folders => "labels from the folders' names",
        LabelOrigin.Given => "one label for all, as given",
        LabelOrigin.Found => "labels found by the model",
        _ => "",
    };

    /// <summary>Images of the model's own data set.</summary>
    /// <param name="run">The model.</param>
    /// <param name="part">Of its shape and classes.</param>
    /// <param name="source">What they are together, such as "test images".</param>
    /// <param name="labels">What the model shall be told; the truth unless given.</param>
    /// <param name="progress">From 0 to 1, while labels are found.</param>
    public static ModelImages Of(
        TrainedModel run, ImageDataset part, string source, LabelRequest? labels = null, IProgress<double>? progress = null)
    {
        string[] names = [.. Enumerable.Range(0, part.Count).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        return Labelled(run, part, names, source, labels ?? LabelRequest.Truth, LabelOrigin.True, progress) with { IsDataset = true };
    }

    /// <summary>A person's own pictures.</summary>
    /// <param name="run">The model.</param>
    /// <param name="paths">Pictures, arrays and folders of these: see <see cref="PictureReader"/>.</param>
    /// <param name="options">How pictures become images.</param>
    /// <param name="labels">What the model shall be told; the folders' names where all are classes of the model, else what it finds,
    /// unless given.</param>
    /// <param name="progress">From 0 to 1, while labels are found.</param>
    /// <exception cref="BadPicturesException">Some cannot be read.</exception>
    /// <exception cref="RunException">Labels are asked for by folders, and a folder is no class of the model.</exception>
    public static (ModelImages Images, PictureSet Read) Read(
        TrainedModel run, IReadOnlyList<string> paths, PictureOptions? options = null, LabelRequest? labels = null,
        IProgress<double>? progress = null)
    {
        PictureSet set = new PictureReader(run.Model.Shape.Images, options).ReadAll(paths);
        byte[]? folders = set.Labels(run.ClassNames);
        var images = new ImageDataset(
            "pictures", set.Shape, set.Pixels, folders ?? new byte[set.Count], run.ClassNames);
        LabelRequest request = labels ?? (folders is null ? LabelRequest.Find : LabelRequest.Truth);
        if (request == LabelRequest.Truth && folders is null)
        {
            throw run.Fault(
                RunFault.NoLabels,
                $"Not every picture lies in a folder that is named like a class of {run.Name}: {string.Join(", ", run.ClassNames)}.");
        }

        string source = set.Count == 1 ? set.Items[0].Name : $"{set.Count} pictures";
        return (Labelled(run, images, [.. set.Items.Select(item => item.Name)], source, request, LabelOrigin.Folders, progress), set);
    }

    private static ModelImages Labelled(
        TrainedModel run, ImageDataset images, IReadOnlyList<string> names, string source, LabelRequest request, LabelOrigin truth,
        IProgress<double>? progress)
    {
        bool takesLabels = run.Model.Shape.EncoderSeesLabels || run.Model.Shape.SamplesByLabel;
        if (!takesLabels)
        {
            return new ModelImages(images, names, LabelOrigin.None, source);
        }

        return request switch
        {
            { Class: { } one } => new(WithLabels([.. Enumerable.Repeat((byte)one, images.Count)]), names, LabelOrigin.Given, source),
            { IsFound: true } => new(
                WithLabels(FoundLabels.Of(run.Model, images, run.Recipe, seed: 0, run.Device, progress)), names, LabelOrigin.Found, source),
            _ => new(images, names, truth, source),
        };

        ImageDataset WithLabels(byte[] labels) => new(images.Name, images.Shape, images.Pixels, labels, images.ClassNames);
    }
}

/// <summary>What a conditional model shall be told about images.</summary>
/// <param name="Class">One class for all; null for none.</param>
/// <param name="IsFound">The model finds each itself.</param>
internal sealed record LabelRequest(int? Class, bool IsFound)
{
    /// <summary>The labels that the images have: their data set's, or their folders' names.</summary>
    public static LabelRequest Truth { get; } = new(null, false);

    /// <summary>What the model finds.</summary>
    public static LabelRequest Find { get; } = new(null, true);

    /// <summary>One class for all.</summary>
    public static LabelRequest Of(int label) => new(label, false);
}
