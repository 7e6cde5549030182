using VaeSharp.Data;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation.Quality;

/// <summary>Features of a set of images, and what the judge takes each of them for.</summary>
/// <param name="Rows">Float64, [N, F].</param>
/// <param name="Verdicts">Classes; empty where nobody was asked.</param>
internal sealed record ImageFeatures(Tensor Rows, byte[] Verdicts)
{
    /// <summary>Those of a judge, before it names a class.</summary>
    public static ImageFeatures Of(JudgeClassifier judge, ImageDataset images, IProgress<double>? progress = null)
    {
        var verdicts = new byte[images.Count];
        Tensor rows = Collect(images, progress, batch =>
        {
            using Tensor found = judge.Classify(batch.X).to(ScalarType.Byte).cpu();
            found.data<byte>().CopyTo(verdicts.AsSpan(batch.First, batch.Count));
            return judge.Features(batch.X);
        }, judge.Device);
        return new ImageFeatures(rows, verdicts);
    }

    /// <summary>Those of a network from elsewhere.</summary>
    public static ImageFeatures Of(IFeatureNetwork network, ImageDataset images, IProgress<double>? progress = null) => new(
        Collect(images, progress, batch =>
        {
            Tensor x = Fitted(batch.X, network.Input ?? images.Shape).contiguous();
            var shape = new ImageShape((int)x.shape[1], (int)x.shape[2], (int)x.shape[3]);
            float[] features = network.Compute(x.data<float>().ToArray(), batch.Count, shape);
            return tensor(features, [batch.Count, features.Length / batch.Count]);
        }, CPU), []);

    /// <summary>The pixels themselves; float32, [N, C · H · W], in [0, 1].</summary>
    public static Tensor Pixels(ImageDataset images) =>
        tensor(images.Pixels, [images.Count, images.Shape.Values]).to(ScalarType.Float32).div_(255);

    private static Tensor Collect(ImageDataset images, IProgress<double>? progress, Func<EvaluationBatch, Tensor> features, Device device)
    {
        Tensor? all = null;
        using IDisposable mode = inference_mode();
        EvaluationPass.Walk(images, Binarization.None, seed: 0, device, progress, batch =>
        {
            using Tensor rows = features(batch).to(ScalarType.Float64); // [B, F]
            all ??= empty([images.Count, rows.shape[1]], ScalarType.Float64, device).MoveToOuterDisposeScope();
            all.narrow(0, batch.First, batch.Count).copy_(rows);
        });
        return all!;
    }

    private static Tensor Fitted(Tensor x, ImageShape shape)
    {
        if (x.shape[2] != shape.Height || x.shape[3] != shape.Width)
        {
            x = nn.functional.interpolate(x, [shape.Height, shape.Width], mode: InterpolationMode.Bilinear, align_corners: false);
        }

        return x.shape[1] == shape.Channels ? x
            : x.shape[1] == 1 ? x.expand(-1, shape.Channels, -1, -1)
            : throw new ArgumentException($"The images have {x.shape[1]} channels, and the network takes {shape.Channels}.", nameof(x));
    }
}
