namespace VaeSharp.Data;

/// <summary>Which images each batch of each epoch holds: a function of the seed alone.</summary>
/// <remarks>To resume, only the epoch and the batch within it need to be remembered.</remarks>
internal sealed class BatchSampler
{
    private const ulong OrderStream = 1UL << 32; // apart from the streams of others; the epoch fills the low half

    private readonly ulong _seed;

    /// <summary>Describes the batches; nothing is drawn yet.</summary>
    /// <param name="count">How many images there are; at least 1.</param>
    /// <param name="batchSize">How many a batch holds; at least 1.</param>
    /// <param name="seed">Equal seeds give equal orders.</param>
    /// <param name="dropLast">Whether an epoch leaves out a last batch that is not full.</param>
    public BatchSampler(int count, int batchSize, ulong seed, bool dropLast = false)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        if (dropLast && batchSize > count)
        {
            throw new ArgumentException(
                $"A batch of {batchSize} is never full with {count} images; dropping the last batch leaves none.");
        }

        Count = count;
        BatchSize = batchSize;
        DropLast = dropLast;
        _seed = seed;
    }

    /// <summary>How many images there are.</summary>
    public int Count { get; }

    /// <summary>How many images a full batch holds.</summary>
    public int BatchSize { get; }

    /// <summary>Whether a last batch that is not full is left out.</summary>
    public bool DropLast { get; }

    /// <summary>How many batches an epoch has.</summary>
    public int BatchesPerEpoch => DropLast ? Count / BatchSize : (int)(((long)Count + BatchSize - 1) / BatchSize);

    /// <summary>All image numbers in the order of <paramref name="epoch"/> (from 0).</summary>
    public int[] Order(int epoch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(epoch);
        return new CounterRandom(_seed, OrderStream | (uint)epoch).Permutation(Count);
    }

    /// <summary>Batch <paramref name="batch"/> (from 0) of an epoch's <paramref name="order"/>.</summary>
    public ReadOnlySpan<int> Batch(ReadOnlySpan<int> order, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(batch);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(batch, BatchesPerEpoch);
        int start = batch * BatchSize;
        return order[start..(int)Math.Min(Count, (long)start + BatchSize)];
    }
}
