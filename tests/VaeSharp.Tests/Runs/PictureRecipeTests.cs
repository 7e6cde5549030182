using SkiaSharp;
using VaeSharp.Benchmarks.Pictures;
using VaeSharp.Data;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Tests.Data;
using Xunit;

namespace VaeSharp.Tests.Runs;

/// <summary>What is chosen for a folder of pictures, and that what a person chooses goes first.</summary>
public sealed class PictureRecipeTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Channels_likelihood_and_mirroring_fit_grey_and_colour(int channels)
    {
        Draw(40, new(channels, 24, 24));

        TrainingRequest request = Request();

        Assert.Equal(channels, request.Recipe.Data.Channels);
        Assert.Equal(new ImageShape(channels, 24, 24), request.Images!.Train.Shape);
        Assert.Equal(Binarization.None, request.Recipe.Data.Binarization);
        Assert.IsType<OptimalSigmaOptions>(request.Recipe.Likelihood); // for grey values and colours as they are
        Assert.Equal(channels == 3, request.Recipe.Data.Flip);
        Assert.Contains(request.Choices, line => line.Contains("mirrored", StringComparison.Ordinal) == (channels == 3)
            && line.Contains("moved by up to 1 pixels", StringComparison.Ordinal));
        Assert.Contains(request.Choices, line => line.Contains(channels == 1 ? "grey, 24×24" : "colour, 24×24", StringComparison.Ordinal));
    }

    [Fact]
    public void Photos_of_many_sizes_become_32_pixels_high_and_wide_unless_somebody_says_otherwise()
    {
        for (int i = 0; i < 20; i++)
        {
            _folder.Write($"{i}.png", Painted.Encode(new SKColor((byte)(10 * i), 9, 9), 40 + i, 50, $"{i}.png"));
        }

        Assert.Equal(new ImageShape(3, 32, 32), Request().Images!.Train.Shape);
        Assert.Equal(new ImageShape(3, 16, 16), Request("data.size=16").Images!.Train.Shape);
        Assert.Equal(new ImageShape(3, 16, 24), Request("data.height=16", "data.width=24").Images!.Train.Shape);
    }

    [Fact]
    public void What_a_person_sets_goes_before_what_is_fitted_and_the_rest_fits_that()
    {
        Draw(40, new(1, 16, 16));

        TrainingOptions usual = Request().Recipe.Training;
        Recipe own = Request("training.batch=4", "posterior.dimension=7", "networks={\"kind\":\"mlp\",\"hidden\":[9]}", "likelihood={\"kind\":\"laplace\"}").Recipe;
        Recipe shorter = Request("training.epochs=3").Recipe;

        Assert.Equal(4, own.Training.Batch);
        Assert.Equal(7, own.Posterior.Dimension);
        Assert.IsType<LaplaceOptions>(own.Likelihood);
        Assert.InRange(own.Training.Epochs, 1, usual.Epochs - 1); // of more steps each
        Assert.Equal(3, shorter.Training.Epochs);
        Assert.Throws<RecipeException>(() => Request("training.epoch=3"));
    }

    [Fact]
    public void The_recipe_is_complete_and_opens_the_same_pictures_in_the_same_parts()
    {
        Draw(60, new(3, 16, 16));
        TrainingRequest request = Request();

        Recipe read = RecipeFile.Parse(RecipeFile.ToJson(request.Recipe), "a run's");

        Assert.Equal(RecipeFile.ToJson(request.Recipe), RecipeFile.ToJson(read));
        Assert.True(Path.IsPathFullyQualified(read.Data.Name["folder:".Length..]));
        DatasetSplits again = DatasetCatalog.Open(read.Data.Request());
        Assert.Equal(
            [request.Images!.Train.Digest, request.Images.Validation.Digest, request.Images.Test.Digest],
            [again.Train.Digest, again.Validation.Digest, again.Test.Digest]);
    }

    [Fact]
    public void Images_of_other_settings_are_opened_anew()
    {
        Draw(40, new(1, 16, 16));
        TrainingRequest request = Request();

        Assert.NotNull(request.Images);
        Assert.Null((request with { Recipe = request.Recipe with { Data = request.Recipe.Data with { Size = 8 } } }).Images);
    }

    [Fact]
    public void A_run_is_named_after_the_folder_and_never_as_a_recipe()
    {
        Draw(20, new(1, 16, 16), "own photos/a");
        Draw(20, new(1, 16, 16), "mnist/a");

        Assert.Equal("own photos", TrainingRequest.ForPictures($"folder:{_folder["own photos"]}").RecipeName);
        Assert.Equal("mnist-pictures", TrainingRequest.ForPictures($"folder:{_folder["mnist"]}").RecipeName);
        Assert.Throws<ArgumentException>(() => TrainingRequest.ForPictures("mnist"));
        Assert.Throws<ArgumentException>(() => TrainingRequest.ForPictures("folder:"));
    }

    private TrainingRequest Request(params string[] changes) => TrainingRequest.ForPictures($"folder:{_folder.Path}", changes);

    private void Draw(int count, ImageShape shape, string under = ".")
    {
        for (int i = 0; i < count; i++)
        {
            _folder.Write($"{under}/{i}.png", PngFile.Encode(DrawnShapes.Draw(i % 3, shape, (ulong)i), shape));
        }
    }
}
