using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae summary</c>.</summary>
internal static class SummaryCommand
{
    public static Verb Create(Terminal terminal)
    {
        var what = new Argument<string>("RECIPE-OR-RUN")
        {
            Description = "A recipe's name or .json file, a run's folder or name, or 'last'.",
            HelpName = "RECIPE-OR-RUN",
        };
        what.CompletionSources.Add(_ => RecipeCatalog.Names.Append(RunDirectory.Newest).Select(name => new CompletionItem(name)));
        var dataDirectory = SharedOptions.DataDirectory();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "summary", "List a model layer by layer: shapes, parameters, multiply-adds.",
            "vae summary mnist", "vae summary cifar10 --json")
        {
            what, dataDirectory, json,
        };
        verb.Notes = RecipeList.Text;
        verb.SetAction(call =>
        {
            Recipe recipe = Open(call.GetRequiredValue(what));
            (ImageShape shape, int classes) = Images(recipe.Data, call.GetValue(dataDirectory), terminal);
            Engine.LibTorch.EnsureLoaded();
            using VariationalAutoencoder model = ModelFactory.Create(recipe, shape, classes, seed: 0);
            Write(ModelSummary.Of(model), recipe, model.Shape, call.GetValue(json), terminal);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static Recipe Open(string name)
    {
        bool isRun = name == RunDirectory.Newest || File.Exists(Path.Combine(name, "recipe.json"));
        bool isRecipe = RecipeCatalog.Names.Contains(name) || name.EndsWith(".json", StringComparison.Ordinal);
        return isRun || (!isRecipe && Directory.Exists(Path.Combine(RunRoot.Default, name)))
            ? RecipeFile.Read(RunOptions.Find(name).Recipe)
            : RecipeCatalog.Open(name);
    }

    // A known data set says its shape without being here.
    private static (ImageShape Shape, int Classes) Images(DataChoice data, string? directory, Terminal terminal)
    {
        DatasetListing? known = DatasetCatalog.List().FirstOrDefault(set => set.Name == data.Name);
        if (known is not null)
        {
            return (known.Shape, known.ClassNames.Count);
        }

        ImageDataset test = DatasetCatalog.Open(
            new DatasetRequest(data.Name, directory, data.Validation, Size: data.Size), terminal.Progress).Test;
        return (test.Shape, test.ClassNames.Count);
    }

    private static void Write(ModelSummary summary, Recipe recipe, ModelShape shape, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.WriteJson(new
            {
                recipe.About,
                Image = shape.Images.ToString(),
                LatentDimension = shape.Latents,
                summary.Parameters,
                summary.MultiplyAdds,
                summary.Layers,
            });
            return;
        }

        var table = new TextTable("layer", "kind", "output", ">parameters", ">multiply-adds");
        foreach (LayerSummary layer in summary.Layers)
        {
            table.Add(
                layer.Name, layer.Kind, string.Join("×", layer.OutputShape.Skip(1)), Text(layer.Parameters),
                layer.MultiplyAdds > 0 ? Text(layer.MultiplyAdds) : "");
        }

        table.Add("all", "", "", Text(summary.Parameters), Text(summary.MultiplyAdds));
        table.Write(terminal);
        terminal.Say($"{shape.Images} images, {shape.Latents} latent dimensions; multiply-adds are for one image.");
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
