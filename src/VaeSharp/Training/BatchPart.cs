using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Training;

/// <summary>Some images of a batch, as a step computes with them.</summary>
/// <param name="Batch">The images and their labels.</param>
/// <param name="EncoderInput">What the encoder sees of them; the images themselves, or those with noise.</param>
/// <param name="Share">Of the whole batch's images: what a mean over this part counts for.</param>
internal sealed record BatchPart(ImageBatch Batch, Tensor EncoderInput, double Share)
{
    /// <summary>The parts of one replica; together with those of all others the whole batch.</summary>
    /// <param name="batch">The whole batch, the same in each replica.</param>
    /// <param name="encoderInput">Of all its images.</param>
    /// <param name="accumulate">How many parts each replica takes.</param>
    /// <param name="replicas">Who shares the batch.</param>
    internal static IEnumerable<BatchPart> Of(ImageBatch batch, Tensor encoderInput, int accumulate, IReplicas replicas)
    {
        int images = (int)batch.X.shape[0];
        int parts = accumulate * replicas.Count;
        if (parts == 1)
        {
            yield return new BatchPart(batch, encoderInput, 1);
            yield break;
        }

        for (int part = replicas.Rank * accumulate; part < (replicas.Rank + 1) * accumulate; part++)
        {
            // Equal but for one image; of a last, small batch some may be empty.
            int first = (int)((long)images * part / parts), last = (int)((long)images * (part + 1) / parts);
            if (last > first)
            {
                Tensor x = batch.X[first..last];
                bool clean = ReferenceEquals(encoderInput, batch.X);
                yield return new BatchPart(
                    batch with { X = x, Labels = batch.Labels[first..last] }, clean ? x : encoderInput[first..last],
                    (double)(last - first) / images);
            }
        }
    }
}
