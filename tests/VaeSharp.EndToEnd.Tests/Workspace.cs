namespace VaeSharp.EndToEnd.Tests;

/// <summary>A folder of its own for a test, gone afterwards.</summary>
public sealed class Workspace : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("vae-end-to-end-").FullName;

    public string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    public VaeResult Vae(params string[] arguments) => VaeProcess.Run(Root, arguments);

    /// <summary>A small run on real MNIST, a few seconds long.</summary>
    public VaeResult Train(string run, params string[] more) => Vae([.. SmallTraining(run), .. more]);

    public static string[] SmallTraining(string run, string epochs = "4") =>
    [
        "train", "mnist", "--run", run, "--limit", "1500", "--epochs", epochs, "--threads", "1", "--quiet",
        "--set", "networks.hidden=[64]", "--set", "posterior.dimension=8", "--set", "training.batch=50",
    ];

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
