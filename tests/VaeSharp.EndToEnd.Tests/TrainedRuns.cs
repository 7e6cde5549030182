using System.Collections.Concurrent;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>One small run on each real data set that is here, trained when a test first asks for it.</summary>
public sealed class TrainedRuns : IDisposable
{
    private static readonly Dictionary<string, string[]> Settings = new()
    {
        ["mnist"] = ["networks.hidden=[64]", "posterior.dimension=8", "training.batch=50"],
        ["mnist-2d"] = ["training.batch=50"],
        ["mnist-denoise"] = ["training.batch=50"],
        ["cifar10"] =
        [
            "networks.channels=[8,8]", "networks.hidden=32", "networks.linear=16", "training.batch=25",
        ],
    };

    private readonly ConcurrentDictionary<string, Lazy<VaeResult>> _trained = new();
    private readonly Workspace _workspace = new();

    /// <summary>The verb, called on the run of a recipe.</summary>
    public VaeResult Vae(string recipe, string verb, params string[] more)
    {
        VaeResult training = _trained.GetOrAdd(recipe, name => new Lazy<VaeResult>(() => Train(name))).Value;
        Assert.True(training.ExitCode == 0, training.Error);
        return _workspace.Vae([verb, Path.Combine("runs", recipe), "--threads", "1", .. more]);
    }

    /// <summary>A path that the command printed.</summary>
    public string Printed(string printed) => _workspace.Path(printed);

    public void Dispose() => _workspace.Dispose();

    private VaeResult Train(string recipe) => _workspace.Vae(
    [
        "train", recipe, "--run", Path.Combine("runs", recipe), "--limit", "500", "--epochs", "2", "--threads", "1",
        "--quiet", .. Settings[recipe].SelectMany(setting => (string[])["--set", setting]),
    ]);
}
