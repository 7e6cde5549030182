using VaeSharp.Data;
using VaeSharp.Models;
using VaeSharp.Models.Networks;
using VaeSharp.Models.Posteriors;
using VaeSharp.Models.Priors;
using VaeSharp.Models.Recipes;
using VaeSharp.Training.Objectives;

namespace VaeSharp.Tests.Evaluation;

/// <summary>Small data sets and untrained models.</summary>
internal static class Toys
{
    public static ImageDataset Images(int count, ImageShape shape, int classes = 4, ulong seed = 1)
    {
        var random = new CounterRandom(seed, 77);
        var pixels = new byte[count * shape.Values];
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)random.UInt32At((ulong)i);
        }

        byte[] labels = [.. Enumerable.Range(0, count).Select(i => (byte)(i % classes))];
        return new("toy", shape, pixels, labels, [.. Enumerable.Range(0, classes).Select(i => $"class {i}")]);
    }

    public static Recipe Recipe(
        LikelihoodOptions likelihood,
        Binarization binarization = Binarization.None,
        LabelUse labels = LabelUse.Both,
        int latents = 3,
        NetworkOptions? networks = null) => new(
            "toy", "", "", new DataOptions("toy", binarization, 0), networks ?? new MlpOptions([16]), labels,
            new DiagonalGaussianOptions(latents), new StandardNormalOptions(), likelihood, new ElboOptions(),
            new TrainingOptions(1, 16, 1e-3));

    public static VariationalAutoencoder Model(Recipe recipe, ImageDataset images, ulong seed = 5)
    {
        VariationalAutoencoder model = ModelFactory.Create(recipe, images.Shape, images.ClassNames.Count, seed);
        model.eval();
        return model;
    }

    public static float[] Floats(TorchSharp.torch.Tensor tensor)
    {
        using TorchSharp.torch.Tensor flat = tensor.detach().contiguous().to(TorchSharp.torch.ScalarType.Float32);
        return [.. flat.data<float>()];
    }
}
