namespace VaeSharp.Training;

/// <summary>The copies of a model that are trained together, each on its part of every batch.</summary>
/// <remarks>After <see cref="Sum"/> all have the same gradient and so the same weights. What a model learns from a batch outside of
/// its gradient, such as the statistics of batch normalisation, is each copy's own.</remarks>
public interface IReplicas
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>The number of this one, from 0.</summary>
    int Rank { get; }

    /// <summary>Replaces each number by its sum over all replicas, with the same bits in each; all call it, in the same order.</summary>
    void Sum(Span<float> numbers);
}

/// <summary>One model in one process, which has nobody to share with.</summary>
internal sealed class SingleReplica : IReplicas
{
    private SingleReplica()
    {
    }

    /// <summary>The only one.</summary>
    public static SingleReplica Instance { get; } = new();

    /// <inheritdoc/>
    public int Count => 1;

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public void Sum(Span<float> numbers)
    {
    }
}
