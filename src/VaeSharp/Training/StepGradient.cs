using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Training;

/// <summary>What a step has computed before its update: means over the whole batch, whose gradient lies at the parameters.</summary>
/// <param name="Loss">What is lowered; nats per image.</param>
/// <param name="Distortion">−log p(x|z); nats per image.</param>
/// <param name="Rate">KL(q(z|x) ‖ p(z)); nats per image; null where there is none.</param>
/// <param name="Latents">For an adversary to learn from: see <see cref="ObjectiveValue.Latents"/>.</param>
internal sealed record StepGradient(double Loss, double Distortion, double? Rate, Tensor? Latents)
{
    /// <summary>That of the parts of a batch, one after the other: only one's activations take memory at a time.</summary>
    /// <param name="parts">At least one, but for a replica without any.</param>
    /// <param name="evaluate">The objective.</param>
    /// <param name="clock">Splits the time by phase; null where nobody wants to know.</param>
    internal static StepGradient Of(IEnumerable<BatchPart> parts, Func<BatchPart, ObjectiveValue> evaluate, PhaseClock? clock)
    {
        var all = new StepGradient(0, 0, null, null);
        foreach (BatchPart part in parts)
        {
            // An adversary still needs its latents afterwards; it takes its batch whole.
            using IDisposable? activations = part.Share < 1 ? NewDisposeScope() : null;
            ObjectiveValue value = evaluate(part);
            double loss = value.Loss.item<float>();
            clock?.Mark(TrainingPhase.Forward);
            value.Backward(part.Share);
            clock?.Mark(TrainingPhase.Backward);
            all = all.Plus(value, loss, part.Share);
        }

        return all;
    }

    /// <summary>The same over all replicas: gradients and figures are summed, and so equal in each.</summary>
    /// <param name="replicas">Who train together.</param>
    /// <param name="parameters">Whose gradients are summed in place.</param>
    internal StepGradient Over(IReplicas replicas, IReadOnlyList<Tensor> parameters)
    {
        if (replicas.Count == 1)
        {
            return this;
        }

        using var scope = NewDisposeScope();
        using IDisposable mode = no_grad();
        Tensor[] gradients = [.. parameters.Select(p => p.grad ?? (p.grad = zeros_like(p)))];
        float[] numbers =
        [
            .. cat([.. gradients.Select(g => g.flatten().cpu())]).data<float>(), (float)Loss, (float)Distortion, (float)(Rate ?? 0),
        ];
        replicas.Sum(numbers);
        int first = 0;
        foreach (Tensor gradient in gradients)
        {
            int count = (int)gradient.numel();
            gradient.copy_(tensor(numbers[first..(first + count)]).view(gradient.shape));
            first += count;
        }

        return this with { Loss = numbers[^3], Distortion = numbers[^2], Rate = Rate is null ? null : numbers[^1] };
    }

    private StepGradient Plus(ObjectiveValue part, double loss, double share) => new(
        Loss + (share * loss), Distortion + (share * part.Distortion.mean().item<float>()),
        part.Rate is { } rate ? (Rate ?? 0) + (share * rate.mean().item<float>()) : Rate, part.Latents);
}
