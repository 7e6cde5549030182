using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using VaeSharp.Tests.Cli;
using VaeSharp.Tests.Models;
using VaeSharp.Training;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Runs;

/// <summary>A model in a web server: many requests at once, and a thread whose garbage starts collections in the middle of them.</summary>
/// <remarks>The tests are asynchronous, so that no hold of the test's own hides what the library leaves out.</remarks>
[Collection(AloneCollection.Name)]
public sealed class ServedModelTests
{
    private const int Clients = 4;
    private const int Rounds = 15;
    private const int Together = 8;

    // Flows box a number in most of their operations.
    private static readonly PosteriorOptions Posterior = new AutoregressiveFlowOptions(Dimension: 3, Steps: 6, Hidden: 8);
    private static readonly PriorOptions Prior = new RealNvpOptions(Couplings: 6, Hidden: 8);

    private static readonly string[] Paths =
        [.. Enumerable.Range(0, 4).SelectMany(i => (string[])
        [
            $"/encode/{i}", $"/evaluate/{i}", $"/reconstruct/{i}", $"/decode/{i}", $"/sample/{i}", $"/train/{i}",
        ])];

    [Fact]
    public async Task Every_request_gets_the_numbers_of_a_server_that_nothing_disturbs()
    {
        using var run = new TinyRun(LabelUse.None, change: recipe => recipe with { Posterior = Posterior, Prior = Prior });
        using TrainedModel model = TrainedModel.Open(run.Location);
        await using WebApplication server = Serve(model, run.Images().Test);
        await server.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(server.Urls.Single()) };
        Dictionary<string, string> quiet = [];
        foreach (string path in Paths)
        {
            quiet[path] = await client.GetStringAsync(path);
        }

        using (JsonGarbage.Make())
        {
            await Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
            {
                for (int round = 0; round < Rounds; round++)
                {
                    string path = Paths[((7 * number) + round) % Paths.Length];
                    Assert.Equal(quiet[path], await client.GetStringAsync(path));
                }
            }));
        }

        Assert.Equal(Paths.Length, quiet.Values.Distinct().Count());
    }

    [Fact]
    public async Task A_training_ends_with_the_bits_of_one_that_nothing_disturbs()
    {
        byte[] quiet = await Task.Run(() => Train(seed: 1, epochs: 80));
        byte[] disturbed;
        using (JsonGarbage.Make())
        {
            disturbed = await Task.Run(() => Train(seed: 1, epochs: 80));
        }

        Assert.Equal(quiet, disturbed);
    }

    private static byte[] Train(ulong seed, int epochs)
    {
        Recipe recipe = TinyRecipe.Of(
            TinyRecipe.Networks("mlp"), posterior: Posterior, prior: Prior,
            training: new TrainingOptions(Epochs: epochs, Batch: 4, LearningRate: 1e-3, ClipNorm: 1, EmaDecay: 0.9));
        var shape = new ImageShape(1, 8, 8);
        using var images = new ImageTensors(TinyRecipe.Images(20, shape));
        using VariationalAutoencoder model = ModelFactory.Create(recipe, shape, 1, seed);
        using var trainer = new Trainer(model, recipe, images, seed);
        Assert.Equal(TrainingOutcome.Finished, trainer.Run([]));
        return trainer.WithAverage(() => model.parameters().SelectMany(weights => weights.detach().bytes.ToArray()).ToArray());
    }

    private static WebApplication Serve(TrainedModel model, ImageDataset images)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        WebApplication server = builder.Build();
        server.MapGet("/encode/{number:int}", (int number) => Each(number, i => model.Encode(images.Select([i])).Means));
        server.MapGet("/evaluate/{number:int}", (int number) =>
            Each(number, i => [(float)model.Evaluate(images.Select([i])).Bound.NegativeElboNats!.Value]));
        server.MapGet("/reconstruct/{number:int}", (int number) => Each(number, i => Numbers(() =>
            model.Model.Reconstruct(tensor([.. images.Image(i).ToArray().Select(v => v / 255f)], [1, 1, 8, 8])))));
        server.MapGet("/sample/{number:int}", (int number) => Each(number, i => Numbers(() =>
        {
            using var random = new RandomStream((ulong)i, RandomUse.Sampling);
            return model.Model.Sample(1, null, random);
        })));
        server.MapGet("/train/{number:int}", (int number) => Convert.ToHexString(SHA256.HashData(Train((ulong)number, epochs: 8))));
        // Arithmetic of the server's own, which it holds itself.
        server.MapGet("/decode/{number:int}", (int number) => Each(number, i => Numbers(() =>
        {
            using NativeWork work = NativeWork.Begin();
            Tensor z = (arange(3, ScalarType.Float32) * 0.1) - (0.1 * i);
            return model.Model.Decode(z.unsqueeze(0)).Mean.clamp(0, 1);
        })));
        return server;
    }

    // One after another, so that a request is more computing than HTTP.
    private static float[] Each(int number, Func<int, float[]> compute) =>
        [.. Enumerable.Range(number * Together, Together).SelectMany(compute)];

    private static float[] Numbers(Func<Tensor> compute)
    {
        using var scope = NewDisposeScope();
        using var mode = no_grad();
        return compute().data<float>().ToArray();
    }
}
