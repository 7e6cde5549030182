namespace VaeSharp.Data;

/// <summary>
/// Random numbers that are a function of (seed, stream, index): nothing to save, equal on every machine.
/// </summary>
/// <remarks>
/// Philox4x32-10. Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011;
/// the same function as Random123's. The seed is the key; the counter is the block (64 bits), then the stream.
/// </remarks>
/// <param name="seed">What the user chooses.</param>
/// <param name="stream">Which of 2⁶⁴ independent sequences of this seed.</param>
internal readonly struct CounterRandom(ulong seed, ulong stream)
{
    private const int Rounds = 10;

    /// <summary>The 32-bit word at <paramref name="index"/> of this stream.</summary>
    public uint UInt32At(ulong index)
    {
        Word4 block = Block(Counter(index >> 2), (uint)seed, (uint)(seed >> 32));
        return (index & 3) switch { 0 => block.A, 1 => block.B, 2 => block.C, _ => block.D };
    }

    /// <summary>The 64-bit word of the 32-bit words 2·<paramref name="index"/> (low) and the next.</summary>
    public ulong UInt64At(ulong index)
    {
        Word4 block = Block(Counter(index >> 1), (uint)seed, (uint)(seed >> 32));
        return (index & 1) == 0 ? block.A | ((ulong)block.B << 32) : block.C | ((ulong)block.D << 32);
    }

    /// <summary>A number of [0, 1) with 53 random bits, from the 64-bit word at <paramref name="index"/>.</summary>
    public double UniformAt(ulong index) => (UInt64At(index) >> 11) * (1.0 / (1UL << 53));

    /// <summary>An unbiased integer of [0, <paramref name="bound"/>).</summary>
    /// <param name="bound">At least 1.</param>
    /// <param name="index">The 32-bit word to start at; moved past the words that were used.</param>
    /// <remarks>Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 2019.</remarks>
    public uint Below(uint bound, ref ulong index)
    {
        ArgumentOutOfRangeException.ThrowIfZero(bound);
        uint rejected = (uint)(-(int)bound) % bound; // 2³² mod bound values would be one time too many
        while (true)
        {
            ulong product = (ulong)UInt32At(index++) * bound;
            if ((uint)product >= rejected)
            {
                return (uint)(product >> 32);
            }
        }
    }

    /// <summary>The numbers 0 to <paramref name="count"/> − 1, each order equally likely (Fisher–Yates).</summary>
    public int[] Permutation(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var order = new int[count];
        ulong index = 0;
        for (int i = 0; i < count; i++)
        {
            int j = (int)Below((uint)i + 1, ref index);
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }

    internal static Word4 Block(Word4 counter, uint key0, uint key1)
    {
        for (int round = 0; round < Rounds; round++)
        {
            ulong first = 0xD2511F53UL * counter.A;
            ulong second = 0xCD9E8D57UL * counter.C;
            counter = new(
                (uint)(second >> 32) ^ counter.B ^ key0, (uint)second,
                (uint)(first >> 32) ^ counter.D ^ key1, (uint)first);
            key0 += 0x9E3779B9; // the golden ratio and √3 − 1, as the paper's Weyl sequence
            key1 += 0xBB67AE85;
        }

        return counter;
    }

    private Word4 Counter(ulong block) =>
        new((uint)block, (uint)(block >> 32), (uint)stream, (uint)(stream >> 32));

    internal readonly record struct Word4(uint A, uint B, uint C, uint D);
}
