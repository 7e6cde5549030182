using System.Globalization;
using OwnChoices;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Evaluation;
using VaeSharp.Imaging;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;
using static TorchSharp.torch;

// A program that brings a prior, a likelihood and networks of its own, and has all else from the library: it trains on MNIST,
// saves a checkpoint, loads it again, draws images and measures −ELBO.
//
//     dotnet run -c Release --project examples/OwnChoices
//     dotnet run -c Release --project examples/OwnChoices -- --epochs 1 --limit 2000 --out digits --set prior.scale=0.5

const ulong seed = 1;
string folder = Option("--out") ?? "own-choices";

// Once, before a recipe or a checkpoint names them.
IReadOnlyList<ChoiceListing> before = ChoiceCatalog.All;
ChoiceCatalog.Register<LaplacePriorOptions>();
ChoiceCatalog.Register<StudentOptions>();
ChoiceCatalog.Register<ResidualMlpOptions>();

Recipe recipe;
try
{
    List<string> changes = [.. Options("--set")];
    if (Option("--epochs") is { } epochs)
    {
        changes.Add("training.epochs=" + epochs);
    }

    recipe = RecipeFile.Read(Path.Combine(AppContext.BaseDirectory, "own-choices.json"), changes);
}
catch (RecipeException fault)
{
    Console.Error.WriteLine(fault.Message);
    return 2;
}

foreach (ChoiceListing choice in ChoiceCatalog.All.Except(before))
{
    Console.WriteLine($"{choice.Choice} '{choice.Kind}': {choice.Summary}; {choice.Source}");
}

int? limit = Option("--limit") is { } most ? int.Parse(most, CultureInfo.InvariantCulture) : null;
DatasetSplits data = DatasetCatalog.Open(new DatasetRequest(recipe.Data.Name, ValidationCount: recipe.Data.Validation, Limit: limit));
string checkpoint = Path.Combine(folder, "checkpoint");
Directory.CreateDirectory(folder);

using (VariationalAutoencoder model = ModelFactory.Create(recipe, data.Train.Shape, data.Train.ClassNames.Count, seed))
using (var images = new ImageTensors(data.Train))
using (var trainer = new Trainer(model, recipe, images, seed))
{
    Say("before training", model);
    TrainingOutcome outcome = trainer.Run([]);
    Console.WriteLine($"training: {outcome}");
    Say("trained", model);
    model.eval();
    new ModelCheckpoint(recipe, model, data.Train.ClassNames).Save(checkpoint);
}

ModelCheckpoint loaded = ModelCheckpoint.Load(checkpoint);
using VariationalAutoencoder again = loaded.Model;
Say("loaded", again);

string picture = Path.Combine(folder, "samples.png");
using (var scope = NewDisposeScope())
using (no_grad())
using (var random = new RandomStream(seed, RandomUse.Sampling))
{
    Tensor drawn = again.Sample(64, labels: null, random); // [64, 1, 28, 28]
    ImageMosaic.Of(drawn, columns: 8, scale: 3).Save(picture);
}

Console.WriteLine($"64 samples: {Path.GetFullPath(picture)}");
return 0;

void Say(string when, VariationalAutoencoder model)
{
    BoundReport bound = ModelEvaluation.EvaluateBound(model, data.Test, recipe, seed);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{when}: test -ELBO {bound.NegativeElboNats:F4} = {bound.DistortionNats:F4} + {bound.RateNats:F4} nats"));
}

string? Option(string name) => Options(name).LastOrDefault();

IEnumerable<string> Options(string name) =>
    args.Zip(args.Skip(1)).Where(pair => pair.First == name).Select(pair => pair.Second);
