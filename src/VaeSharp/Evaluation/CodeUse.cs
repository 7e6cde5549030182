namespace VaeSharp.Evaluation;

/// <summary>How a data set uses a codebook.</summary>
/// <param name="Codes">K, how many codes there are.</param>
/// <param name="Used">How many of them stand for something.</param>
/// <param name="Perplexity">exp of the entropy of the codes' shares: so many equally frequent codes would tell as much.</param>
public sealed record CodeUse(int Codes, int Used, double Perplexity)
{
    /// <summary>From how often each code was used; at least one was.</summary>
    public static CodeUse Of(IReadOnlyList<long> counts)
    {
        double all = counts.Sum();
        double entropy = -counts.Where(count => count > 0).Sum(count => count / all * Math.Log(count / all));
        return new CodeUse(counts.Count, counts.Count(count => count > 0), Math.Exp(entropy));
    }
}
