using System.CommandLine;
using VaeSharp.Data;
using VaeSharp.Runs;

namespace VaeSharp.Cli.Runs;

/// <summary>What every verb takes that works with images: a person's own pictures, or those of the run's data set.</summary>
internal sealed class ImageOptions
{
    private const string FoundWord = "found", TrueWord = "true";

    private readonly Argument<string[]> _files = new("FILE")
    {
        Description = "Your own pictures: PNG, JPEG, WebP, BMP, GIF or .npy files, and folders of these; by default the run's test "
            + "images.",
        HelpName = "FILE|FOLDER",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _label = new("--label")
    {
        Description = "What a conditional model is told of all images: a class by number or name, 'found' for the class under which it "
            + "explains each best, or 'true' for the data set's labels or the folders' names.",
        HelpName = "CLASS",
    };

    private readonly Option<string> _resize = SharedOptions.Among(
        "--resize", "How your pictures get the model's size.", "crop", "pad", "stretch");

    private readonly Option<string> _background = new("--background")
    {
        Description = "What shows through transparent parts and fills the edges of padded pictures: white, black, grey or #rrggbb.",
        HelpName = "COLOUR",
        DefaultValueFactory = _ => "white",
    };

    private readonly Option<bool> _skipBad = new("--skip-bad") { Description = "Go on without pictures that cannot be read." };

    /// <summary>Gives these to a verb, after the run's.</summary>
    public void AddTo(Verb verb)
    {
        verb.Add(_files);
        verb.Add(_label);
        verb.Add(_resize);
        verb.Add(_background);
        verb.Add(_skipBad);
    }

    /// <summary>Whether the user brings pictures.</summary>
    public bool AreOwn(ParseResult call) => call.GetValue(_files) is { Length: > 0 };

    /// <summary>The user's pictures, or images of the data set.</summary>
    /// <param name="model">Whose shape they get.</param>
    /// <param name="call">What was typed.</param>
    /// <param name="terminal">Hears what was left out, skipped and found.</param>
    /// <param name="dataset">Opens a part of the data set; asked only where no pictures are given.</param>
    /// <param name="source">What that part is, such as "test images".</param>
    /// <param name="usual">What a conditional model is told of the data set's images unless the user says.</param>
    public ModelImages Of(
        TrainedModel model, ParseResult call, Terminal terminal, Func<ImageDataset> dataset, string source = "test images",
        LabelRequest? usual = null)
    {
        LabelRequest? labels = Labels(model, call);
        ModelImages images = AreOwn(call)
            ? Own(call.GetValue(_files)!, model, call, terminal, labels)
            : PercentLine.During(
                terminal, "Finding labels", line => ModelImages.Of(model, dataset(), source, labels ?? usual ?? LabelRequest.Truth, line));
        if (images.LabelsInWords() is { Length: > 0 } words)
        {
            terminal.Say($"{model.Name} takes labels: {words}{(labels is null ? " (--label chooses)" : "")}.");
        }

        return images;
    }

    /// <summary>Pictures in a folder or file that another option names, read as the user's own are.</summary>
    public ModelImages Own(
        IReadOnlyList<string> paths, TrainedModel model, ParseResult call, Terminal terminal, LabelRequest? labels = null)
    {
        string background = call.GetRequiredValue(_background);
        if (!PictureOptions.IsColour(background))
        {
            throw new UsageException($"--background is '{background}'; expected {PictureOptions.Colours}.");
        }

        var options = new PictureOptions
        {
            Resize = call.GetRequiredValue(_resize) switch
            {
                "pad" => PictureResize.Pad,
                "stretch" => PictureResize.Stretch,
                _ => PictureResize.Crop,
            },
            Background = background,
            SkipBad = call.GetValue(_skipBad),
        };
        (ModelImages images, PictureSet read) = PercentLine.During(
            terminal, "Reading pictures and finding labels", line => ModelImages.Read(model, paths, options, labels, line));
        if (read.Transparent > 0)
        {
            terminal.Say($"{read.Transparent} pictures are transparent in parts: shown over {background} (--background).");
        }

        if (read.LeftOut > 0)
        {
            terminal.Say($"{read.LeftOut} files are no pictures and were left out.");
        }

        foreach (BadPicture bad in read.Bad)
        {
            terminal.Say($"Skipped: {bad.Reason}");
        }

        return images;
    }

    /// <summary>The one class that the user names; null for none.</summary>
    public int? Class(TrainedModel model, ParseResult call) => Labels(model, call)?.Class;

    private LabelRequest? Labels(TrainedModel model, ParseResult call) => call.GetValue(_label) switch
    {
        null => null,
        FoundWord when !model.ClassNames.Contains(FoundWord) => LabelRequest.Find,
        TrueWord when !model.ClassNames.Contains(TrueWord) => LabelRequest.Truth,
        { } text => LabelRequest.Of(model.Class(text)),
    };
}
