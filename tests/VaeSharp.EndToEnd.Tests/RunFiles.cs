using System.Security.Cryptography;
using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>The files of a run that must be equal, byte for byte, in equal runs.</summary>
public static class RunFiles
{
    public const string Model = "checkpoints/last/model.safetensors";

    public static string Digest(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    /// <summary>Weights, moments, metrics, figures and the pictures of every epoch.</summary>
    public static void AssertEqual(string expected, string actual)
    {
        IEnumerable<string> pictures = ((string[])["samples", "reconstructions"])
            .SelectMany(folder => Directory.GetFiles(Path.Combine(expected, folder)))
            .Select(picture => Path.GetRelativePath(expected, picture));
        string[] files =
        [
            Model, "checkpoints/best/model.safetensors", "checkpoints/last/training.safetensors", "metrics.jsonl",
            "metrics.csv", "test.json", .. pictures,
        ];
        foreach (string file in files)
        {
            Assert.True(
                Digest(Path.Combine(expected, file)) == Digest(Path.Combine(actual, file)), $"{file} differs.");
        }
    }
}
