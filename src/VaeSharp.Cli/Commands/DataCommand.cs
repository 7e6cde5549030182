using System.CommandLine;
using System.Globalization;
using VaeSharp.Data;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae data</c>: the data sets that can be trained on.</summary>
internal static class DataCommand
{
    private static readonly string[] Names = [.. DatasetCatalog.List().Select(set => set.Name)];

    public static Verb Create(Terminal terminal) =>
        new("data", "List the data sets, download one, verify its files.", "vae data list")
        {
            List(terminal),
            Fetch(terminal),
            Verify(terminal),
        };

    private static Verb List(Terminal terminal)
    {
        var json = SharedOptions.Json();
        var verb = new Verb("list", "List the data sets and which of them are on this machine.", "vae data list")
        {
            json,
        };
        verb.SetAction(call => List(DatasetCatalog.List(), call.GetValue(json), terminal));
        return verb;
    }

    private static int List(IReadOnlyList<DatasetListing> sets, bool json, Terminal terminal)
    {
        // A long path would leave a screen no room for the other columns.
        bool IsFolderBelow(DatasetListing set) => terminal.OutputIsScreen && set.State.StartsWith("found in ", StringComparison.Ordinal);

        if (json)
        {
            terminal.WriteJson(new { DataSets = sets });
            return ExitCodes.Done;
        }

        var table = new TextTable("name", "image", "?>classes", "?>training", "?>test", "state", "??licence");
        foreach (DatasetListing set in sets)
        {
            table.Add(
                set.Name, set.Shape.ToString(), Text(set.ClassNames.Count), Text(set.TrainCount), Text(set.TestCount),
                IsFolderBelow(set) ? "found" : set.State, set.Licence);
        }

        table.Write(terminal);
        foreach (DatasetListing set in sets.Where(IsFolderBelow))
        {
            terminal.Say($"{set.Name}: {set.State}");
        }

        terminal.Say("Also: idx:DIR for a folder of IDX files, folder:DIR for pictures with a sub-folder a class.");
        return ExitCodes.Done;
    }

    private static Verb Fetch(Terminal terminal)
    {
        var name = SharedOptions.AmongArguments("NAME", "The data set.", Names);
        var force = new Option<bool>("--force") { Description = "Download it again even if a complete copy is here." };
        var verb = new Verb(
            "fetch", "Download a data set into the cache; an interrupted download is resumed.",
            "vae data fetch cifar10")
        {
            name,
            force,
        };
        verb.SetAction(call =>
        {
            terminal.Output.WriteLine(
                DatasetCatalog.Fetch(call.GetRequiredValue(name), call.GetValue(force), terminal.Progress));
            return ExitCodes.Done;
        });
        return verb;
    }

    private static Verb Verify(Terminal terminal)
    {
        var name = SharedOptions.AmongArguments("NAME", "The data set.", Names);
        var directory = SharedOptions.DataDirectory();
        var json = SharedOptions.Json();
        var verb = new Verb(
            "verify", "Verify the files of a data set against their known digests.", "vae data verify mnist")
        {
            name,
            directory,
            json,
        };
        verb.SetAction(call =>
        {
            DatasetReport report = DatasetCatalog.Verify(call.GetRequiredValue(name), call.GetValue(directory));
            return Report(report, call.GetValue(json), terminal);
        });
        return verb;
    }

    private static int Report(DatasetReport report, bool json, Terminal terminal)
    {
        bool absent = report.Files.All(file => file.State == FileState.Missing);
        int code = report.IsSound ? ExitCodes.Done : absent ? ExitCodes.MachineLacks : ExitCodes.Failed;
        if (json)
        {
            terminal.WriteJson(report);
            return code;
        }

        if (absent)
        {
            terminal.Say(
                $"{report.Name} is not here (looked in {report.Directory}). Try 'vae data fetch {report.Name}'.");
            return code;
        }

        var table = new TextTable("file", "?>bytes", "?sha-256", "state", "?note");
        foreach (FileReport file in report.Files)
        {
            string digest = file.Sha256.Length > 12 ? file.Sha256[..12] + "…" : "";
            string state = file.State.ToString().ToLowerInvariant();
            table.Add(Path.GetFileName(file.File), Text(file.Bytes), digest, state, file.Note);
        }

        table.Write(terminal);
        terminal.Say($"{report.Name} ({report.Directory}): {(report.IsSound ? "sound." : "not sound: see above.")}");
        return code;
    }

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
