using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using VaeSharp.Cli.Runs;
using VaeSharp.Evaluation;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;

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
            "summary", "List the layers of a model: shapes, parameters, multiply-adds.",
            "vae summary mnist", "vae summary cifar10 --json")
        {
            what, dataDirectory, json,
        };
        verb.Notes = RecipeList.Text;
        verb.SetAction(call =>
        {
            Recipe recipe = Open(call.GetRequiredValue(what));
            ModelOutline outline = ModelOutline.Of(recipe, call.GetValue(dataDirectory), terminal.Progress);
            Write(outline, recipe, call.GetValue(json), terminal);
            return ExitCodes.Done;
        });
        return verb;
    }

    private static Recipe Open(string name)
    {
        bool isRun = name == RunDirectory.Newest || name.StartsWith(RunRoot.ShippedPrefix, StringComparison.Ordinal)
            || File.Exists(Path.Combine(name, "recipe.json"));
        bool isRecipe = RecipeCatalog.Names.Contains(name) || name.EndsWith(".json", StringComparison.Ordinal);
        return isRun || (!isRecipe && Directory.Exists(Path.Combine(RunDirectory.DefaultRoot, name)))
            ? RecipeFile.Read(RunRoot.Find(name).Recipe)
            : SharedOptions.Recipe(name);
    }

    private static void Write(ModelOutline outline, Recipe recipe, bool json, Terminal terminal)
    {
        ModelSummary summary = outline.Summary;
        if (json)
        {
            terminal.WriteJson(new
            {
                recipe.About,
                Image = outline.Images.ToString(),
                LatentDimension = outline.Latents,
                summary.Parameters,
                summary.MultiplyAdds,
                summary.Layers,
                Transforms = outline.Transforms.Rows(),
            });
            return;
        }

        var table = new TextTable("layer", "??kind", "output", ">parameters", "?>multiply-adds");
        foreach (LayerSummary layer in summary.Layers)
        {
            table.Add(
                layer.Name, layer.Kind, string.Join("×", layer.OutputShape.Skip(1)), Text(layer.Parameters),
                layer.MultiplyAdds > 0 ? Text(layer.MultiplyAdds) : "");
        }

        table.Add("all", "", "", Text(summary.Parameters), Text(summary.MultiplyAdds));
        table.Write(terminal);
        foreach ((string reader, string what) in outline.Transforms.Rows())
        {
            terminal.Answer($"{reader,-10} {what}", hang: 11);
        }

        terminal.Say($"{outline.Images} images, {outline.Latents} latent dimensions; multiply-adds are for one image.");
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
