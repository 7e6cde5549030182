using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>The labels of a batch as each part of a model reads them: one-hot, a mixture of classes, or none.</summary>
/// <remarks>Missing or wrong labels are an error only when a part reads them, as not every use reads all parts.</remarks>
internal sealed class LabelInputs
{
    private readonly ModelShape _shape;
    private readonly Tensor? _labels;
    private readonly long _count;

    /// <summary>Labels as a user gives them.</summary>
    /// <param name="shape">Says which parts see labels.</param>
    /// <param name="labels">Classes, int64, shape [B]; or weights of the classes, float, shape [B, classes].</param>
    /// <param name="count">B.</param>
    public LabelInputs(ModelShape shape, Tensor? labels, long count)
    {
        _shape = shape;
        _labels = labels;
        _count = count;
    }

    /// <summary>What the encoder reads; shape [B, classes], or null where it sees no label.</summary>
    /// <exception cref="ArgumentException">The labels are needed and do not fit.</exception>
    public Tensor? Encoder => OneHot(_shape.EncoderSeesLabels);

    /// <summary>What the decoder reads.</summary>
    /// <inheritdoc cref="Encoder" path="/exception"/>
    public Tensor? Decoder => OneHot(_shape.DecoderSeesLabels);

    /// <summary>What the prior reads.</summary>
    /// <inheritdoc cref="Encoder" path="/exception"/>
    public Tensor? Prior => OneHot(_shape.PriorSeesLabels);

    /// <summary>The same for a batch that stands <paramref name="times"/> times, one after the other.</summary>
    public LabelInputs Repeat(long times) => times == 1 || _labels is null
        ? new LabelInputs(_shape, _labels, _count * times)
        : new LabelInputs(
            _shape, _labels.repeat([times, .. Enumerable.Repeat(1L, (int)_labels.dim() - 1)]), _count * times);

    // Null where the part sees no label. Class weights pass unchanged: a mixture of classes.
    private Tensor? OneHot(bool seesLabels)
    {
        if (!seesLabels)
        {
            return null;
        }

        int classes = _shape.Classes;
        if (_labels is { } mixed && mixed.dim() == 2 && mixed.is_floating_point()
            && mixed.shape[0] == _count && mixed.shape[1] == classes)
        {
            return mixed;
        }

        if (_labels is null || _labels.dim() != 1 || _labels.shape[0] != _count)
        {
            throw new ArgumentException(
                $"This model is conditioned on labels (labels: {_shape.Labels}); got "
                + (_labels is null ? "none" : $"{_labels.dtype} of shape [{string.Join(", ", _labels.shape)}]")
                + $", expected one class of 0 to {classes - 1} for each of {_count} images, int64 [{_count}], or "
                + $"weights of the classes, float [{_count}, {classes}].");
        }

        return nn.functional.one_hot(_labels, classes).to(ScalarType.Float32); // [B, classes]
    }
}
