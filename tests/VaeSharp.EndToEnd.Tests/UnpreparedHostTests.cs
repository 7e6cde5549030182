using Xunit;

namespace VaeSharp.EndToEnd.Tests;

/// <summary>A program that keeps its process to itself gets the bits of one that hands it over, and finds it as it was.</summary>
public sealed class UnpreparedHostTests
{
    private const string Program = """
        using System.Security.Cryptography;
        using TorchSharp;
        using VaeSharp.Engine;
        using VaeSharp.Models.Recipes;
        using VaeSharp.Runs;

        if (args[0] == "prepared")
        {
            Machine.Prepare(1);
        }
        else
        {
            torch.set_num_threads(1);
        }

        float product = Product(1e-20f, 1e-20f);
        var request = new TrainingRequest("ladder", RecipeCatalog.Open(
            "cifar10-ladder", "networks.groups=[1,1,1]", "networks.width=16", "networks.bottleneck=8", "networks.blocks=1",
            "training.epochs=1", "data.name=mnist", "training.batch=10", "likelihood={\"kind\":\"discretized-logistic\"}")) { Limit = 60 };
        using (TrainingRun run = TrainingRun.Begin(request, args[0]))
        {
            run.Finish(run.Train());
            byte[] weights = File.ReadAllBytes(Path.Combine(run.Folder.Best, "model.safetensors"));
            Console.WriteLine(Convert.ToHexStringLower(SHA256.HashData(weights)));
            Console.WriteLine(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(run.Folder.Test))));
        }

        Console.WriteLine(Machine.IsPrepared || product == Product(1e-20f, 1e-20f) ? "as it was" : "changed");

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static float Product(float a, float b) => a * b;
        """;

    [Fact]
    public async Task It_trains_and_measures_to_the_same_bits_and_denormals_are_its_own_again()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("unprepared-");
        try
        {
            string file = Path.Combine(folder.FullName, "program.cs");
            string project = Path.Combine(FileProgram.Root, "src", "VaeSharp", "VaeSharp.csproj");
            using (StreamWriter writer = File.CreateText(file))
            {
                await writer.WriteAsync($"#:project {project}\n#:property PublishAot=false\n{Program}\n");
            }

            string prepared = await FileProgram.Run(file, folder.FullName, "prepared");
            string own = await FileProgram.Run(file, folder.FullName, "own");

            Assert.Equal(3, prepared.Trim().Split('\n').Length);
            Assert.Equal(prepared, own);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
