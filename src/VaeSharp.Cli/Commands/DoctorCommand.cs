using VaeSharp.Cli.Diagnosis;

namespace VaeSharp.Cli.Commands;

/// <summary><c>vae doctor</c>: whether this machine can train, and what to do where it cannot.</summary>
internal static class DoctorCommand
{
    public static Verb Create(Terminal terminal)
    {
        var json = SharedOptions.Json();
        var verb = new Verb(
            "doctor", "Check this machine: system libraries, libtorch, cores, memory, disk, data sets.", "vae doctor")
        {
            json,
        };
        verb.SetAction(call => Report([.. Findings()], call.GetValue(json), terminal));
        return verb;
    }

    /// <summary>Writes what was found.</summary>
    /// <returns>3 where training could not work.</returns>
    internal static int Report(IReadOnlyList<Finding> findings, bool json, Terminal terminal)
    {
        bool canTrain = findings.All(finding => finding.Health != Health.Broken);
        Finding[] advised = [.. findings.Where(finding => finding.Advice is not null)];
        if (json)
        {
            var answer = new Dictionary<string, object?> { ["canTrain"] = canTrain };
            foreach (Finding finding in findings)
            {
                answer[finding.Key] = finding.Value;
            }

            answer["advice"] = advised.Select(finding => $"{finding.Label}: {finding.Advice}").ToArray();
            terminal.WriteJson(answer);
            return canTrain ? ExitCodes.Done : ExitCodes.MachineLacks;
        }

        int width = findings.Max(finding => finding.Label.Length);
        foreach (Finding finding in findings)
        {
            terminal.Answer($"{Mark(finding.Health)} {finding.Label.PadRight(width)}  {finding.Text}", hang: width + 7);
        }

        terminal.Output.WriteLine();
        foreach (Finding finding in advised)
        {
            terminal.Answer($"{finding.Label}: {finding.Advice}");
        }

        terminal.Output.WriteLine(canTrain ? "This machine can train." : "This machine cannot train yet: see above.");
        return canTrain ? ExitCodes.Done : ExitCodes.MachineLacks;
    }

    private static IEnumerable<Finding> Findings() =>
        [.. MachineFacts.All(Path.GetFullPath("runs")), .. TorchFacts.All(), .. DataFacts.All()];

    private static string Mark(Health health) => health switch
    {
        Health.Good => "ok  ",
        Health.Weak => "weak",
        _ => "BAD ",
    };
}
