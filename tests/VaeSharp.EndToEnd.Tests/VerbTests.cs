using System.Text.Json;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>The verbs on models that were trained on real images.</summary>
public sealed class VerbTests(TrainedRuns runs) : IClassFixture<TrainedRuns>
{
    private static readonly string[] OnEveryModel =
    [
        "sample", "sample --count 7 --temperature 0.7", "reconstruct --count 8", "interpolate --images 3 8",
        "traverse --dimensions 2", "traverse --image 4 --dimensions 2",
    ];

    private static readonly string[] OnConditionalModels = ["sample --label 7", "interpolate --labels 4 9"];

    public static TheoryData<string, string> Pictures()
    {
        var data = new TheoryData<string, string>();
        foreach (string line in (string[])[.. OnEveryModel, .. OnConditionalModels])
        {
            data.Add("mnist", line);
        }

        foreach (string line in RealData.HasCifar ? OnEveryModel : [])
        {
            data.Add("cifar10", line);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void A_verb_leaves_a_picture_and_prints_its_path(string recipe, string line)
    {
        string[] words = line.Split(' ');

        VaeResult result = runs.Vae(recipe, words[0], words[1..]);

        Assert.True(result.ExitCode == 0, result.Error);
        EndToEnd.Tests.Pictures.AssertShowsSomething(runs.Printed(Assert.Single(Lines(result))));
    }

    [Fact]
    public void The_manifold_of_real_digits_is_drawn_with_their_places()
    {
        VaeResult result = runs.Vae("mnist-2d", "manifold", "--side", "8", "--limit", "500");

        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Equal(2, Lines(result).Length);
        Assert.All(Lines(result), path => EndToEnd.Tests.Pictures.AssertShowsSomething(runs.Printed(path)));
    }

    [Fact]
    public void Relabelling_leaves_two_pictures_and_costs_nats()
    {
        VaeResult result = runs.Vae("mnist", "relabel", "--limit", "500", "--no-judge", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        string[] pictures = [.. result.Json.GetProperty("pictures").EnumerateArray().Select(p => p.GetString()!)];
        Assert.Equal(2, pictures.Length);
        Assert.All(pictures, path => EndToEnd.Tests.Pictures.AssertShowsSomething(runs.Printed(path)));
        JsonElement report = result.Json.GetProperty("report");
        Assert.Equal(500, report.GetProperty("images").GetInt32());
        Assert.True(double.IsFinite(report.GetProperty("lossGapNats").GetDouble()));
    }

    [Fact]
    public void Denoising_is_compared_with_the_noisy_image_and_a_median_filter()
    {
        VaeResult result = runs.Vae("mnist-denoise", "denoise", "--level", "0.5", "--limit", "300", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        EndToEnd.Tests.Pictures.AssertShowsSomething(runs.Printed(result.Json.GetProperty("picture").GetString()!));
        JsonElement report = result.Json.GetProperty("report");
        double noisy = Psnr("noisy");
        Assert.InRange(noisy, 9, 10); // half of σ² = 0.25 is clipped away on black
        Assert.InRange(Psnr("median"), noisy + 2, 20);
        Assert.InRange(Psnr("model"), 8, 30);

        double Psnr(string of) => report.GetProperty(of).GetProperty("psnrDecibels").GetDouble();
    }

    [Fact]
    public void Encodings_have_a_row_for_each_image()
    {
        VaeResult result = runs.Vae("mnist", "encode", "--limit", "100");

        Assert.True(result.ExitCode == 0, result.Error);
        string table = Assert.Single(Lines(result), line => line.EndsWith(".csv", StringComparison.Ordinal));
        string[] rows = File.ReadAllLines(runs.Printed(table));
        Assert.Equal(101, rows.Length);
        // The labels of MNIST's first test images.
        Assert.Equal(["7", "2", "1", "0", "4"], rows[1..6].Select(row => row.Split(',')[1]));
    }

    [Fact]
    public void Evaluating_the_test_images_again_gives_the_figures_of_the_training()
    {
        VaeResult result = runs.Vae("mnist", "evaluate", "--limit", "500", "--json");

        Assert.True(result.ExitCode == 0, result.Error);
        using JsonDocument test = JsonDocument.Parse(File.ReadAllText(runs.Printed("runs/mnist/test.json")));
        Assert.Equal(NegativeElbo(test.RootElement), NegativeElbo(result.Json.GetProperty("model")), 1e-9);

        static double NegativeElbo(JsonElement report) =>
            report.GetProperty("bound").GetProperty("negativeElboNats").GetDouble();
    }

    private static string[] Lines(VaeResult result) => result.Output.Trim().Split(Environment.NewLine);
}
