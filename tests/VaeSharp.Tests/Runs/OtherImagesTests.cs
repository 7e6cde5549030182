using SkiaSharp;
using VaeSharp.Runs;
using VaeSharp.Tests.Cli;
using VaeSharp.Tests.Data;
using Xunit;

namespace VaeSharp.Tests.Runs;

public sealed class OtherImagesTests
{
    [Fact]
    public void A_class_that_was_renamed_after_training_is_named()
    {
        using var photos = new TemporaryDirectory();
        foreach (string name in new[] { "ant", "bee", "cow" })
        {
            for (int i = 0; i < 20; i++)
            {
                photos.Write($"{name}/{i}.png", Painted.Encode(SKColors.Gray, 8, 8, "1.png"));
            }
        }

        using var run = new TinyRun(change: recipe => recipe with { Data = recipe.Data with { Name = $"folder:{photos.Path}" } });
        using TrainedModel model = TrainedModel.Open(run.Location);
        Assert.Equal(["ant", "bee", "cow"], model.Images().Test.ClassNames);

        Directory.Move(photos["bee"], photos["dog"]);
        RunException fault = Assert.Throws<RunException>(() => model.Images());

        Assert.Equal(RunFault.OtherImages, fault.Fault);
        Assert.Equal(["bee"], fault.MissingClasses);
        Assert.Equal(["dog"], fault.AddedClasses);
        Assert.Contains("without bee and with dog", fault.Message, StringComparison.Ordinal);

        Directory.Move(photos["dog"], photos["bee"]);
        Directory.Move(photos.Path, photos.Path + "-moved");
        Assert.Equal(["ant", "bee", "cow"], model.Images(photos.Path + "-moved").Test.ClassNames);
        Directory.Move(photos.Path + "-moved", photos.Path);
    }
}
