using VaeSharp.Nn.Layers;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace VaeSharp.Models;

/// <summary>q(y|x): which class an image shows, where its label is not known.</summary>
/// <remarks>Source: Kingma, Mohamed, Rezende &amp; Welling 2014, section 2.</remarks>
public sealed class Classifier : Module<Tensor, Tensor>
{
    private readonly Encoder encoder;
    private readonly Affine head;

    /// <summary>An affine map of an encoder's features.</summary>
    /// <param name="encoder">Sees no labels.</param>
    /// <param name="classes">How many classes there are.</param>
    public Classifier(Encoder encoder, long classes)
        : base(nameof(Classifier))
    {
        this.encoder = encoder;
        head = new Affine(encoder.Features, classes);
        RegisterComponents();
    }

    /// <summary>log q(y|x) of each class; shape [B, C, H, W] to [B, classes], nats.</summary>
    public override Tensor forward(Tensor x) => head.call(encoder.call(x, null)).log_softmax(1);
}
