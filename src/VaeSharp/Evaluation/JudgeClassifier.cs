using TorchSharp;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Evaluation;

/// <summary>A small convolutional network that predicts the class of an image and owes the VAE nothing.</summary>
internal sealed class JudgeClassifier : IDisposable
{
    private const int BatchSize = 100;
    private const double PeakLearningRate = 0.002; // falls to zero along a line

    private readonly Module<Tensor, Tensor> _network;
    private readonly Device _device;

    private JudgeClassifier(ImageShape shape, int classes, ulong seed, Device device)
    {
        (long rows, long columns) = ((shape.Height + 3) / 4, (shape.Width + 3) / 4);
        _device = device;
        _network = Sequential(
            new NhwcConvolution(shape.Channels, 16, 5, stride: 2, padding: 2), ReLU(),
            new NhwcConvolution(16, 32, 3, stride: 2, padding: 1), ReLU(),
            Flatten(), Linear(32 * rows * columns, 128), ReLU(),
            Linear(128, classes)).to(device);
        Initialize(seed);
    }

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
        var judge = new JudgeClassifier(train.Shape, train.ClassNames.Count, seed, device ?? CPU);
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

    /// <summary>The class that each image most likely shows; int64, shape [B].</summary>
    /// <param name="x">Values in [0, 1]; shape [B, C, H, W].</param>
    public Tensor Classify(Tensor x) => _network.call(x).argmax(1);

    /// <summary>Its accuracy: the share of images that it classifies as their own class.</summary>
    public double Accuracy(ImageDataset images)
    {
        var right = new double[images.Count];
        using var inference = inference_mode();
        EvaluationPass.Walk(images, Binarization.None, seed: 0, _device, progress: null, batch =>
            EvaluationPass.Store(Classify(batch.X).eq(batch.Labels), right, batch.First));
        return right.Average();
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();

    // Its own stream, not libtorch's: judging must not move the numbers of anything else. Source: He et al. 2015.
    private void Initialize(ulong seed)
    {
        using var scope = NewDisposeScope();
        using var off = no_grad();
        using var random = new RandomStream(seed, RandomUse.Initialization, 0, _device);
        foreach (TorchSharp.Modules.Parameter parameter in _network.parameters())
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
        weights.Descend(functional.cross_entropy(_network.call(batch.X), batch.Labels), learningRate);
    }
}
