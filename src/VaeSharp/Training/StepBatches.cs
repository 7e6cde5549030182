using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using static TorchSharp.torch;

namespace VaeSharp.Training;

/// <summary>The images of each step: a function of seed and position alone.</summary>
/// <remarks>Where only some images have labels, each step has a batch of those too, before the others.</remarks>
internal sealed class StepBatches
{
    private readonly ImageTensors _images;
    private readonly InputTransforms _transforms;
    private readonly BatchSampler _sampler;
    private readonly BatchSampler? _labelledSampler;
    private readonly int[] _labelled = [];
    private (int Epoch, int[] Order) _order = (-1, []);

    /// <param name="images">Kept, not owned.</param>
    /// <param name="recipe">Says how many images a batch holds.</param>
    /// <param name="seed">Of the order.</param>
    /// <param name="labelled">The images that keep their label; chosen by the seed where null.</param>
    /// <param name="replicas">Who shares each batch.</param>
    /// <exception cref="ArgumentException">Several do, and the recipe needs it whole.</exception>
    public StepBatches(ImageTensors images, Recipe recipe, ulong seed, IReadOnlyList<int>? labelled, IReplicas replicas)
    {
        if (replicas.Count > 1 && Compatibility.NeedWholeBatch(recipe).Select(choice => choice.Kind).ToArray() is [_, ..] kinds)
        {
            throw new ArgumentException(
                $"{replicas.Count} replicas share each batch, and what computes with several images at once needs it whole: "
                + $"{string.Join(", ", kinds)}.", nameof(replicas));
        }

        _images = images;
        _transforms = InputTransforms.Of(recipe);
        _sampler = new BatchSampler(images.Count, recipe.Training.Batch, seed);
        if (recipe.Objective.PartWithLabels is { } some)
        {
            ImageDataset source = images.Source;
            _labelled = labelled is null
                ? LabelledSubset.Choose(source.Labels, source.ClassNames.Count, some.Images, seed)
                : [.. labelled];
            _labelledSampler = new BatchSampler(_labelled.Length, some.Batch, ~seed, dropLast: true);
        }
    }

    /// <summary>How many steps an epoch has.</summary>
    public int PerEpoch => _sampler.BatchesPerEpoch;

    /// <summary>The batch of one step, and what the encoder sees of it: gathered, then transformed as the recipe's lists say.</summary>
    /// <param name="position">Where the run stands before it.</param>
    /// <param name="random">Of all that is drawn.</param>
    /// <returns>Those with labels first, with just their labels; owned by the dispose scope around the call.</returns>
    public (ImageBatch Batch, Tensor EncoderInput) At(TrainingPosition position, RandomStream random)
    {
        ImageBatch batch = Gather(position, random);
        return (batch, ImageTransform.ApplyAll(_transforms.Encoder, batch.X, random));
    }

    private ImageBatch Gather(TrainingPosition position, RandomStream random)
    {
        if (_order.Epoch != position.Epoch)
        {
            _order = (position.Epoch, _sampler.Order(position.Epoch));
        }

        ReadOnlySpan<int> indices = _sampler.Batch(_order.Order, position.Batch);
        if (_labelledSampler is null)
        {
            return _images.Batch(indices, _transforms.Images, random);
        }

        int[] labelled = LabelledAt(position.Step);
        ImageBatch batch = _images.Batch([.. labelled, .. indices], _transforms.Images, random);
        return batch with { Labels = batch.Labels[..labelled.Length] };
    }

    // Their epochs are shorter than those of all images, so they are counted by steps.
    private int[] LabelledAt(long step)
    {
        int perRound = _labelledSampler!.BatchesPerEpoch;
        int[] order = _labelledSampler.Order((int)(step / perRound));
        int[] indices = _labelledSampler.Batch(order, (int)(step % perRound)).ToArray();
        return [.. indices.Select(index => _labelled[index])];
    }
}
