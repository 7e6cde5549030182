#:project ../src/VaeSharp/VaeSharp.csproj
#:property PublishAot=false

// A whole variational autoencoder on MNIST in one file: Kingma & Welling 2014.
//
//     dotnet run examples/minimal_vae.cs
//     dotnet run examples/minimal_vae.cs -- --epochs 1 --limit 2000 --out digits.png
//
// Three epochs take about a minute on two cores and end near 109 nats on the test images; minimal_vae.png shows 64
// digits that nobody wrote. The library gives the data, libtorch and the PNG; all that is a VAE stands here.

using System.Globalization;
using TorchSharp.Modules;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Imaging;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

const int batch = 128;
int epochs = int.Parse(Option("--epochs", "3"), CultureInfo.InvariantCulture);
int limit = int.Parse(Option("--limit", "60000"), CultureInfo.InvariantCulture);
string picture = Option("--out", "minimal_vae.png");

Machine.Prepare(); // finds libtorch, and sets threads and memory
manual_seed(1);
DatasetSplits data = DatasetCatalog.Open(new DatasetRequest("mnist", ValidationCount: 0, Limit: limit));
Tensor train = Pixels(data.Train);                              // [60000, 784]
Tensor test = Pixels(data.Test);                                // [10000, 784]

using var vae = new Vae(latents: 20);
using var adam = optim.Adam(vae.parameters(), lr: 1e-3);
Console.WriteLine($"before training: test -ELBO {Evaluate():F2} nats");
for (int epoch = 1; epoch <= epochs; epoch++)
{
    foreach (Tensor rows in randperm(train.shape[0], ScalarType.Int64).split(batch)) // [B] each
    {
        using var scope = NewDisposeScope();                    // frees the step's tensors at its end
        Tensor x = Binarize(train[rows]);                       // [B, 784]
        (Tensor distortion, Tensor rate) = vae.Elbo(x);
        adam.zero_grad();
        (distortion + rate).mean().backward();                  // -ELBO, nats per image
        adam.step();
    }

    Console.WriteLine($"epoch {epoch}: test -ELBO {Evaluate():F2} nats");
}

using (no_grad())
{
    Tensor drawn = vae.Decode(randn(64, vae.Latents)).sigmoid(); // z ~ p(z): [64, 20] -> [64, 784]
    byte[] bytes = [.. (drawn * 255).round().to(ScalarType.Byte).data<byte>()];
    new ImageMosaic(data.Test.Shape, [.. bytes.Chunk(784)], Columns: 8, Scale: 3).Save(picture);
}

Console.WriteLine($"64 samples: {Path.GetFullPath(picture)}");

double Evaluate()
{
    using var scope = NewDisposeScope();
    using var still = no_grad();
    (Tensor distortion, Tensor rate) = vae.Elbo(Binarize(test));
    return (distortion + rate).mean().item<float>();
}

string Option(string name, string standard) =>
    Array.IndexOf(args, name) is >= 0 and int at && at + 1 < args.Length ? args[at + 1] : standard;

static Tensor Pixels(ImageDataset images) =>
    tensor(images.Pixels, [images.Count, images.Shape.Values]).to(ScalarType.Float32) / 255;

// Grey values are the probabilities of a white pixel, drawn anew each time: Salakhutdinov & Murray 2008.
static Tensor Binarize(Tensor grey) => bernoulli(grey);

internal sealed class Vae : Module
{
    private readonly Linear features, mean, log_variance;       // the encoder q(z|x)
    private readonly Linear hidden, logits;                     // the decoder p(x|z)

    public Vae(long latents)
        : base(nameof(Vae))
    {
        Latents = latents;
        features = Linear(784, 400);
        mean = Linear(400, latents);
        log_variance = Linear(400, latents);
        hidden = Linear(latents, 400);
        logits = Linear(400, 784);
        RegisterComponents();
    }

    public long Latents { get; }

    public (Tensor Mean, Tensor LogVariance) Encode(Tensor x)
    {
        Tensor h = functional.relu(features.call(x));           // [B, 784] -> [B, 400]
        return (mean.call(h), log_variance.call(h));            // [B, 20] each
    }

    public Tensor Decode(Tensor z) => logits.call(functional.relu(hidden.call(z))); // [B, 20] -> [B, 784]

    // ELBO = E[log p(x|z)] - KL(q(z|x) || p(z)) = -(distortion + rate): equations 3 and 10, appendix B.
    public (Tensor Distortion, Tensor Rate) Elbo(Tensor x)
    {
        (Tensor mu, Tensor s) = Encode(x);
        Tensor z = mu + ((s / 2).exp() * randn_like(mu));       // z ~ q(z|x), differentiable in mu and s: [B, 20]
        Tensor a = Decode(z);                                   // [B, 784]
        Tensor distortion = (functional.softplus(a) - (x * a)).sum(1);  // -log p(x|z): [B]
        Tensor rate = (mu.square() + s.exp() - 1 - s).sum(1) / 2;       // KL: [B]
        return (distortion, rate);
    }
}
