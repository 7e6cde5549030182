using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Benchmarks.Peers;

/// <summary>The network of seed-mnist, written with TorchSharp's own modules and nothing of VaeSharp.</summary>
internal sealed class SeedVae : Module<Tensor, Tensor, (Tensor Logits, Tensor Mean, Tensor LogVariance)>
{
    private readonly TorchSharp.Modules.Linear pixels = Linear(784, 512);
    private readonly TorchSharp.Modules.Linear label = Linear(10, 512);
    private readonly TorchSharp.Modules.Linear hidden = Linear(512, 256);
    private readonly TorchSharp.Modules.Linear mean = Linear(256, 2);
    private readonly TorchSharp.Modules.Linear logVariance = Linear(256, 2);
    private readonly TorchSharp.Modules.Sequential decoder = Sequential(
        Linear(2, 256), ReLU(), Linear(256, 512), ReLU(), Linear(512, 784));

    internal SeedVae()
        : base(nameof(SeedVae)) => RegisterComponents();

    /// <summary>Shapes [B, 784] and one-hot [B, 10] to logits [B, 784], mean and log variance [B, 2].</summary>
    public override (Tensor Logits, Tensor Mean, Tensor LogVariance) forward(Tensor input1, Tensor input2)
    {
        Tensor h = functional.relu(functional.relu(pixels.forward(input1)) + functional.relu(label.forward(input2)));
        h = functional.relu(hidden.forward(h)); // [B, 256]
        Tensor m = mean.forward(h);
        Tensor v = logVariance.forward(h);
        Tensor z = m + (randn_like(m) * (0.5 * v).exp());
        return (decoder.forward(z), m, v);
    }

    /// <summary>Cross-entropy + rate, summed over the batch.</summary>
    internal Tensor Loss(Tensor x, Tensor labels)
    {
        (Tensor logits, Tensor m, Tensor v) = call(x, functional.one_hot(labels, 10).to(float32));
        Tensor distortion = functional.binary_cross_entropy_with_logits(logits, x, reduction: Reduction.Sum);
        Tensor rate = -0.5 * (1 + v - m.pow(2) - v.exp()).sum();
        return distortion + rate;
    }
}
