using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Judges;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Evaluation;

/// <summary>A network that predicts the class of an image and owes the VAE nothing: one that was trained before, or a small one that is
/// trained on the spot.</summary>
internal sealed class JudgeClassifier : IDisposable
{
    private const int BatchSize = 100;
    private const double PeakLearningRate = 0.002; // falls to zero along a line

    private readonly Module _network;
    private readonly Func<Tensor, Tensor> _features;
    private readonly Func<Tensor, Tensor> _logits;
    private readonly bool _mirrorsToo;
    private readonly Device _device;

    private JudgeClassifier(
        string? name, Module network, Func<Tensor, Tensor> features, Func<Tensor, Tensor> logits, bool mirrorsToo, Device device)
    {
        (Name, _network, _features, _logits, _mirrorsToo, _device) = (name, network, features, logits, mirrorsToo, device);
    }

    /// <summary>Of a judge that was trained before; null for one that is trained on the spot.</summary>
    public string? Name { get; }

    /// <summary>Where it computes.</summary>
    public Device Device => _device;

    /// <summary>One that was trained before.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="judge">Loaded on <paramref name="device"/>; its network is owned from here on.</param>
    /// <param name="device">Where it computes; the CPU where null.</param>
    public static JudgeClassifier Of(string name, JudgeCheckpoint judge, Device? device = null) => new(
        name, judge.Network, judge.Network.Features, judge.Network.Classify, judge.Recipe.Judge.MirrorsToo, device ?? CPU);

    /// <summary>Trains on grey images; equal arguments give an equal classifier.</summary>
    /// <param name="train">Images with labels.</param>
    /// <param name="seed">Of initial weights and order.</param>
    /// <param name="epochs">Passes over the images; one suffices for 97 of 100 digits of MNIST.</param>
    /// <param name="device">Where it learns; the CPU where null.</param>
    /// <param name="progress">Receives the share that is done, 0 to 1.</param>
    public static JudgeClassifier Train(
        ImageDataset train, ulong seed, int epochs = 1, Device? device = null, IProgress<double>? progress = null)
    {
        using NativeWork work = NativeWork.Begin();
        JudgeClassifier judge = Small(train.Shape, train.ClassNames.Count, seed, device ?? CPU);
        using var images = new ImageTensors(train, judge._device);
        using var weights = new ParameterGroup(new FusedAdam(judge._network.parameters()), new UpdateGuard());
        var sampler = new BatchSampler(train.Count, BatchSize, seed);
        int steps = epochs * sampler.BatchesPerEpoch;
        for (int step = 0, epoch = 0; epoch < epochs; epoch++)
        {
            int[] order = sampler.Order(epoch);
            for (int batch = 0; batch < sampler.BatchesPerEpoch; batch++, step++)
            {
                NativeWork.Breathe();
                judge.Step(images, sampler.Batch(order, batch), weights, PeakLearningRate * (1 - ((double)step / steps)));
                progress?.Report((step + 1.0) / steps);
            }
        }

        judge._network.eval();
        return judge;
    }

    /// <summary>What it computes of an image before it names a class: shape [B, C, H, W] to [B, F].</summary>
    public Tensor Features(Tensor x) => _features(x);

    /// <summary>Probabilities of the classes; shape [B, C, H, W] to [B, classes].</summary>
    /// <param name="x">Values in [0, 1]; shape [B, C, H, W].</param>
    public Tensor Probabilities(Tensor x)
    {
        using NativeWork work = NativeWork.Begin();
        return _mirrorsToo ? (Of(x) + Of(x.flip(3))) / 2 : Of(x);
    }

    /// <summary>The class that each image most likely shows; int64, shape [B].</summary>
    /// <param name="x">Values in [0, 1]; shape [B, C, H, W].</param>
    public Tensor Classify(Tensor x) => Probabilities(x).argmax(1);

    /// <summary>Its accuracy: the share of images that it classifies as their own class.</summary>
    public double Accuracy(ImageDataset images, IProgress<double>? progress = null) => Measure(images, progress).Accuracy;

    /// <summary>The cross-entropy of the images' classes, nats, and its accuracy.</summary>
    public (double CrossEntropy, double Accuracy) Measure(ImageDataset images, IProgress<double>? progress = null)
    {
        var right = new double[images.Count];
        var nats = new double[images.Count];
        using var inference = inference_mode();
        EvaluationPass.Walk(images, Binarization.None, seed: 0, _device, progress, batch =>
        {
            Tensor probabilities = Probabilities(batch.X); // [B, classes]
            EvaluationPass.Store(probabilities.argmax(1).eq(batch.Labels), right, batch.First);
            EvaluationPass.Store(-probabilities.gather(1, batch.Labels.unsqueeze(1)).squeeze(1).log(), nats, batch.First);
        });
        return (nats.Average(), right.Average());
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    private Tensor Of(Tensor x) => _logits(_features(x)).softmax(1);

    private static JudgeClassifier Small(ImageShape shape, int classes, ulong seed, Device device)
    {
        (long rows, long columns) = ((shape.Height + 3) / 4, (shape.Width + 3) / 4);
        TorchSharp.Modules.Sequential features = Sequential(
            new NhwcConvolution(shape.Channels, 16, 5, stride: 2, padding: 2), ReLU(),
            new NhwcConvolution(16, 32, 3, stride: 2, padding: 1), ReLU(),
            Flatten(), Linear(32 * rows * columns, 128), ReLU());
        TorchSharp.Modules.Linear head = Linear(128, classes);
        TorchSharp.Modules.Sequential network = Sequential(features, head).to(device);
        Initialize(network, seed, device);
        return new JudgeClassifier(null, network, features.call, head.call, mirrorsToo: false, device);
    }

    // Its own stream, not libtorch's: judging must not move the numbers of anything else. Source: He et al. 2015.
    private static void Initialize(Module network, ulong seed, Device device)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var random = new RandomStream(seed, RandomUse.Initialization, 0, device);
        foreach (TorchSharp.Modules.Parameter parameter in network.parameters())
        {
            double inputs = (double)parameter.numel() / parameter.shape[0];
            double bound = parameter.dim() > 1 ? Math.Sqrt(6 / inputs) : 0; // biases start at zero
            parameter.copy_(((2 * random.Uniform(parameter.shape)) - 1) * bound);
        }
    }

    private void Step(ImageTensors images, ReadOnlySpan<int> indices, ParameterGroup weights, double learningRate)
    {
        using var scope = NewDisposeScope();
        using var none = new RandomStream(0, RandomUse.Evaluation, 0, _device); // grey images draw nothing
        ImageBatch batch = images.Batch(indices, Binarization.None, none);
        weights.Descend(functional.cross_entropy(_logits(_features(batch.X)), batch.Labels), learningRate);
    }
}
