using VaeSharp.Models;
using VaeSharp.Nn.Layers;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>One layer of a model.</summary>
/// <param name="Name">Its place in the model: what its tensors' names in a checkpoint begin with.</param>
/// <param name="Kind">Its class.</param>
/// <param name="OutputShape">For one image; empty where it only holds numbers for its parent.</param>
/// <param name="Parameters">Numbers to be learned.</param>
/// <param name="MultiplyAdds">For one image; counted for dense layers and convolutions, 0 for all else.</param>
internal sealed record LayerSummary(
    string Name, string Kind, IReadOnlyList<long> OutputShape, long Parameters, long MultiplyAdds);

/// <summary>A model layer by layer, in the order in which an image passes through it.</summary>
/// <param name="Layers">Those that compute first, then those that only hold numbers.</param>
internal sealed record ModelSummary(IReadOnlyList<LayerSummary> Layers)
{
    /// <summary>All numbers to be learned.</summary>
    public long Parameters => Layers.Sum(layer => layer.Parameters);

    /// <summary>For encoding and decoding one image, and for the probability of its codes where it has some.</summary>
    public long MultiplyAdds => Layers.Sum(layer => layer.MultiplyAdds);

    /// <summary>Sends one black image through the model and watches.</summary>
    /// <param name="model">Left in the mode it came in.</param>
    public static ModelSummary Of(VariationalAutoencoder model)
    {
        using var scope = NewDisposeScope();
        using var mode = new EvaluationMode(model);
        var seen = new List<LayerSummary>();
        var hooks = new List<nn.Module<Tensor, Tensor>.HookRemover>();
        var silent = new List<LayerSummary>();
        foreach ((string name, nn.Module module) in model.named_modules())
        {
            long parameters = module.parameters(recurse: false).Sum(parameter => parameter.numel());
            if (module is nn.Module<Tensor, Tensor> layer && !module.children().Any())
            {
                hooks.Add(layer.register_forward_hook((_, _, output) =>
                {
                    seen.Add(new(name, layer.GetName(), output.shape, parameters, MultiplyAddsOf(layer, output)));
                    return output;
                }));
            }
            else if (parameters > 0)
            {
                silent.Add(new(name, module.GetName(), [], parameters, 0));
            }
        }

        try
        {
            PassOneImage(model);
        }
        finally
        {
            hooks.ForEach(hook => hook.remove());
        }

        return new ModelSummary([.. seen, .. silent]);
    }

    private static void PassOneImage(VariationalAutoencoder model)
    {
        ModelShape shape = model.Shape;
        Device device = EvaluationPass.DeviceOf(model);
        Tensor x = zeros([1, shape.Images.Channels, shape.Images.Height, shape.Images.Width], device: device);
        Tensor label = zeros([1], ScalarType.Int64, device);
        EncodedImages encoded = model.Encode(x, label);
        encoded.RatePerDimension();
        encoded.Decode(encoded.Mean);
    }

    // Each output of the one image is a sum over the weights that lead to it: a dense layer's inputs, or a channel
    // group's window. A dense layer may have a row for each pixel.
    private static long MultiplyAddsOf(nn.Module layer, Tensor output)
    {
        if (layer is Codebook codebook)
        {
            return output.numel() * codebook.Size;
        }

        Tensor? weight = layer switch
        {
            Affine affine => affine.Weight,
            MaskedAffine affine => affine.Weight,
            NhwcConvolution convolution => convolution.Weight,
            PointwiseConvolution convolution => convolution.Weight,
            _ => null,
        };
        return weight is null ? 0 : output.numel() * (weight.numel() / weight.shape[0]);
    }
}
