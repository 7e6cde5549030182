using System.Diagnostics;
using VaeSharp.Data;
using static TorchSharp.torch;

namespace VaeSharp.Benchmarks.Peers;

/// <summary>One epoch of a peer, as a line of JSON.</summary>
/// <param name="Epoch">Counted from 1; the first warms up.</param>
/// <param name="Seconds">Of its steps.</param>
/// <param name="Train">Mean loss of its images, nats.</param>
internal sealed record PeerEpoch(int Epoch, double Seconds, double Train);

/// <summary>seed-mnist as TorchSharp's examples write a training loop: Adam, a batch, a loss, back, a step.</summary>
/// <remarks>VaeSharp gives it the bytes of MNIST and a libtorch that loads on this system; it sets nothing else up.</remarks>
internal static class PlainLoop
{
    private const int Batch = 256;

    /// <summary>Trains and reports each epoch.</summary>
    /// <param name="withLoader">Through TorchSharp's Dataset and DataLoader; by indexing one tensor otherwise.</param>
    /// <param name="epochs">How many.</param>
    /// <param name="threads">Of libtorch.</param>
    internal static IEnumerable<PeerEpoch> Run(bool withLoader, int epochs, int threads)
    {
        set_num_threads(threads);
        random.manual_seed(0);
        ImageDataset images = DatasetCatalog.Open(new DatasetRequest("mnist", ValidationCount: 0)).Train;
        using Tensor x = tensor(images.Pixels, [images.Count, 784]).to(float32).div_(255);
        using Tensor y = tensor(images.Labels, [images.Count]).to(int64);
        using var model = new SeedVae();
        using optim.Optimizer optimizer = optim.Adam(model.parameters());
        using var dataset = new TensorPairs(x, y);
        using var loader = new TorchSharp.Modules.DataLoader(dataset, Batch, shuffle: true);
        for (int epoch = 1; epoch <= epochs; epoch++)
        {
            long start = Stopwatch.GetTimestamp();
            double sum = withLoader ? Load(model, optimizer, loader) : Index(model, optimizer, x, y);
            yield return new PeerEpoch(epoch, Stopwatch.GetElapsedTime(start).TotalSeconds, sum / images.Count);
        }
    }

    private static double Load(SeedVae model, optim.Optimizer optimizer, TorchSharp.Modules.DataLoader loader)
    {
        double sum = 0;
        foreach (Dictionary<string, Tensor> batch in loader)
        {
            using var scope = NewDisposeScope();
            sum += Step(model, optimizer, batch["data"], batch["label"]);
        }

        return sum;
    }

    private static double Index(SeedVae model, optim.Optimizer optimizer, Tensor x, Tensor y)
    {
        double sum = 0;
        using Tensor order = randperm(x.shape[0]);
        foreach (Tensor rows in order.split(Batch))
        {
            using var scope = NewDisposeScope();
            sum += Step(model, optimizer, x[rows], y[rows]);
            rows.Dispose();
        }

        return sum;
    }

    private static double Step(SeedVae model, optim.Optimizer optimizer, Tensor x, Tensor y)
    {
        optimizer.zero_grad();
        Tensor loss = model.Loss(x, y);
        loss.backward();
        optimizer.step();
        return loss.item<float>();
    }

    private sealed class TensorPairs(Tensor x, Tensor y) : utils.data.Dataset
    {
        public override long Count => x.shape[0];

        public override Dictionary<string, Tensor> GetTensor(long index) =>
            new() { ["data"] = x[index], ["label"] = y[index] };
    }
}
