using VaeSharp.Benchmarks.Pictures;
using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Runs;
using VaeSharp.Tests.Data;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Runs;

/// <summary>The shortest line for pictures of one's own, on a small folder: docs/own-pictures.md has the figures of larger ones.</summary>
public sealed class OwnPicturesTests : IDisposable
{
    private static readonly ImageShape Shape = new(1, 20, 20);

    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Shapes_can_be_named_in_reconstructions_of_pictures_that_were_not_trained_on()
    {
        for (int i = 0; i < 300; i++)
        {
            _folder.Write($"shapes/{i}.png", PngFile.Encode(DrawnShapes.Draw(i % 3, Shape, (ulong)i), Shape));
        }

        TrainingRequest request = TrainingRequest.ForPictures($"folder:{_folder["shapes"]}", ["training.epochs=80"]);
        using TrainingRun run = TrainingRun.Begin(request with { Threads = 1 }, _folder["run"]);
        RunSummary summary = run.Finish(run.Train());

        Assert.DoesNotContain(summary.Findings, finding => finding.Contains("probabilistic PCA", StringComparison.Ordinal));
        using TrainedModel model = TrainedModel.Open(_folder["run"]);
        (int named, int all) = Named(model, run.Images.Test);
        Assert.InRange(all, 15, 60);
        Assert.True(named >= 0.9 * all, $"{named} of {all}");
    }

    // Of the images whose shape can be told at this size, those whose reconstruction is told as the same.
    private static (int Named, int All) Named(TrainedModel model, ImageDataset images)
    {
        using var scope = NewDisposeScope();
        using IDisposable mode = inference_mode();
        using var tensors = new ImageTensors(images);
        using var random = new VaeSharp.Engine.RandomStream(0, VaeSharp.Engine.RandomUse.Evaluation);
        Tensor x = tensors.Batch([.. Enumerable.Range(0, images.Count)], VaeSharp.Models.Recipes.Binarization.None, random).X;
        byte[] shown = [.. (model.Model.Reconstruct(x, zeros(images.Count, ScalarType.Int64)) * 255).clamp(0, 255)
            .round().to(ScalarType.Byte).flatten().data<byte>()];
        (int? Before, int? After)[] both =
        [
            .. Enumerable.Range(0, images.Count).Select(i => (
                DrawnShapes.Recognise(images.Image(i), Shape),
                DrawnShapes.Recognise(shown.AsSpan(i * Shape.Values, Shape.Values), Shape))),
        ];
        return (both.Count(pair => pair.Before is not null && pair.Before == pair.After), both.Count(pair => pair.Before is not null));
    }

    [Theory]
    [InlineData(1, 32)]
    [InlineData(3, 32)]
    [InlineData(1, 20)]
    public void Drawn_shapes_are_what_they_are_called(int channels, int side)
    {
        var shape = new ImageShape(channels, side, side);

        int[] wrong = [.. Enumerable.Range(0, 300).Where(i => DrawnShapes.Recognise(DrawnShapes.Draw(i % 3, shape, (ulong)i), shape) != i % 3)];

        Assert.InRange(wrong.Length, 0, 3);
    }
}
