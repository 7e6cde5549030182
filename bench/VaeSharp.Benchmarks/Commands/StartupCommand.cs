using System.CommandLine;

namespace VaeSharp.Benchmarks.Commands;

/// <summary>How long a user waits for the command itself.</summary>
internal static class StartupCommand
{
    internal static Command Create()
    {
        var app = new Argument<string>("DIR") { Description = "A folder with a published 'vae'." };
        var run = new Option<string?>("--run") { Description = "A run's folder, to time 'vae sample' too." };
        Option<int> repetitions = Options.Positive("--repetitions", "Of each call, in turn, after one that warms up.", 15);
        Option<string> output = Options.Out();
        var command = new Command("startup", "Wall time of 'vae --help' and of 'vae sample'.") { app, run, repetitions, output };
        command.SetAction(call => Execute(
            call.GetRequiredValue(app), call.GetValue(run), call.GetValue(repetitions), call.GetRequiredValue(output)));
        return command;
    }

    private static void Execute(string app, string? run, int repetitions, string folder)
    {
        string vae = ChildProcess.In(Path.GetFullPath(app), "vae");
        DirectoryInfo place = Directory.CreateTempSubdirectory("vae-startup-");
        try
        {
            string picture = Path.Combine(place.FullName, "samples.png");
            (string Name, string[] Arguments)[] calls =
            [
                ("vae --help", ["--help"]),
                ("vae sample --help", ["sample", "--help"]),
                .. run is null ? [] : ((string, string[])[])[("vae sample RUN", ["sample", Path.GetFullPath(run), "--out", picture])],
            ];
            var seconds = calls.ToDictionary(c => c.Name, _ => new List<double>());
            for (int i = 0; i <= repetitions; i++)
            {
                foreach ((string name, string[] arguments) in calls)
                {
                    double took = ChildProcess.Run(vae, arguments).Seconds;
                    if (i > 0)
                    {
                        seconds[name].Add(took);
                    }
                }
            }

            Write(seconds, repetitions, folder);
        }
        finally
        {
            place.Delete(recursive: true);
        }
    }

    private static void Write(Dictionary<string, List<double>> seconds, int repetitions, string folder)
    {
        var report = new Report("startup", "How long the command takes to answer");
        report.SayMachine(Environment.ProcessorCount);
        report.Say($"Wall time from the call to the end; median (least–most) of {repetitions}, files in the system's cache.");
        report.Table(
            ["call", "milliseconds"],
            seconds.Select(pair => (string[])[$"`{pair.Key}`", Spread.Of(pair.Value.Select(s => 1e3 * s)).Text(0)]));
        report.Write(folder, seconds);
    }
}
