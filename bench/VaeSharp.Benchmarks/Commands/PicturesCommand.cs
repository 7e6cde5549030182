using System.CommandLine;
using VaeSharp.Benchmarks.Pictures;
using VaeSharp.Data;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>Folders of pictures to train on as somebody's own: drawn shapes, or images of a data set.</summary>
internal static class PicturesCommand
{
    private const string Drawn = "shapes";

    internal static Command Create()
    {
        var folder = new Argument<string>("DIR") { Description = "A new folder; each class gets one in it." };
        var source = new Option<string>("--of")
        {
            Description = $"'{Drawn}', drawn for this, or the name of a data set, of whose training images the first are taken.",
            DefaultValueFactory = _ => Drawn,
        };
        Option<int> count = Options.Positive("--count", "How many.", 600);
        Option<int> size = Options.Positive("--size", "Height and width of shapes.", 32);
        Option<int> seed = Options.Positive("--seed", "Of shapes.", 1);
        var grey = new Option<bool>("--grey") { Description = "Shapes without colour." };
        var command = new Command("pictures", "Writes a folder of PNG files, for trainings on pictures of one's own.")
        {
            folder, source, count, size, seed, grey,
        };
        command.SetAction(call =>
        {
            string directory = call.GetRequiredValue(folder);
            ImageDataset images = call.GetRequiredValue(source) is var name && name != Drawn
                ? DatasetCatalog.Open(new DatasetRequest(name, ValidationCount: 0, Limit: call.GetValue(count))).Train
                : Shapes(
                    call.GetValue(count), new(call.GetValue(grey) ? 1 : 3, call.GetValue(size), call.GetValue(size)),
                    (ulong)call.GetValue(seed));
            for (int i = 0; i < images.Count; i++)
            {
                string folderOfClass = Path.Combine(directory, images.ClassNames[images.Labels[i]]);
                Directory.CreateDirectory(folderOfClass);
                PngFile.Write(Path.Combine(folderOfClass, $"{i:D5}.png"), images.Image(i), images.Shape);
            }

            Console.WriteLine($"{images.Count} pictures of {images.Shape} in {directory}");
        });
        return command;
    }

    private static ImageDataset Shapes(int count, ImageShape shape, ulong seed)
    {
        byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % DrawnShapes.Names.Count))];
        byte[] pixels = [.. labels.SelectMany((label, i) => DrawnShapes.Draw(label, shape, (seed << 32) + (ulong)i))];
        return new ImageDataset(Drawn, shape, pixels, labels, DrawnShapes.Names);
    }
}
