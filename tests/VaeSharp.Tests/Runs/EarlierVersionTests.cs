using System.Text.Json;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;
using VaeSharp.Tests.House;
using VaeSharp.Training;
using Xunit;

namespace VaeSharp.Tests.Runs;

/// <summary>A run that commit cb84e69 of this program left when it was stopped after one step of its third epoch, and the figures of
/// the same run when it was not.</summary>
/// <remarks>vae train mnist --limit 300 --epochs 4 --threads 1 --set networks.hidden=[3] --set posterior.dimension=2
/// --set training.batch=2 --set training.emaDecay=0.9</remarks>
public sealed class EarlierVersionTests : IDisposable
{
    private const string Fixtures = "tests/VaeSharp.Tests/Runs/Fixtures";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("vae-earlier-");

    public EarlierVersionTests()
    {
        string from = Repository.Absolute(Fixtures + "/stopped-run");
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = new FileInfo(Path.Combine(_folder.FullName, Path.GetRelativePath(from, file)));
            copy.Directory!.Create();
            File.Copy(file, copy.FullName);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void It_opens_with_the_figures_of_its_last_epoch_and_samples()
    {
        using TrainedModel model = TrainedModel.Open(_folder.FullName);
        double loss = model.Evaluate(model.Images().Validation.Take(300)).Bound.CriterionNats;
        string picture = Path.Combine(_folder.FullName, "samples.png");
        new SamplePicture { Count = 4 }.Draw(model).Save(picture);

        Assert.Equal(Epochs(Path.Combine(_folder.FullName, "metrics.jsonl"))[1].Validation, loss, loss * 1e-4);
        Assert.True(new FileInfo(picture).Length > 100);
    }

    [Fact]
    public void It_goes_on_to_the_figures_of_the_run_that_was_not_stopped()
    {
        using (TrainingRun run = TrainingRun.Resume(RunDirectory.Find(_folder.FullName, ""), threads: 1))
        {
            Assert.Equal(301, run.Progress.Position.Step);
            Assert.Equal(TrainingOutcome.Finished, run.Train());
            run.Finish(TrainingOutcome.Finished);
        }

        Epoch[] expected = Epochs(Repository.Absolute(Fixtures + "/whole-metrics.jsonl"));
        Epoch[] found = Epochs(Path.Combine(_folder.FullName, "metrics.jsonl"));
        Assert.Equal(expected.Select(epoch => epoch.Step), found.Select(epoch => epoch.Step));
        // Other processors round otherwise.
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Train, pair.Second.Train, 0.05));
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First.Validation, pair.Second.Validation, 0.05));
        Assert.Equal(
            Test(Repository.Absolute(Fixtures + "/whole-test.json")), Test(Path.Combine(_folder.FullName, "test.json")), 0.05);
    }

    private static double Test(string file) => JsonDocument.Parse(File.ReadAllText(file)).RootElement
        .GetProperty("bound").GetProperty("negativeElboNats").GetDouble();

    private static Epoch[] Epochs(string file) =>
    [
        .. File.ReadLines(file).Select(line => JsonDocument.Parse(line).RootElement).Select(epoch => new Epoch(
            epoch.GetProperty("step").GetInt64(), Loss(epoch, "train"), Loss(epoch, "validation"))),
    ];

    private static double Loss(JsonElement epoch, string of) => epoch.GetProperty(of).GetProperty("loss").GetDouble();

    private sealed record Epoch(long Step, double Train, double Validation);
}
