using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace VaeSharp.Engine.Kernels;

/// <summary>The log probability of a mixture of discretised logistics, and its slopes, for sixteen pixels at once.</summary>
/// <remarks>
/// With a and b the distances of a level's edges from the mean, in scales, u = b, v = −a and e(t) = exp(−|t|): log σ(t) is
/// min(t, 0) − log(1 + e(t)), so that one logarithm serves all channels of a component. Its slope is σ(−t).
/// </remarks>
/// <param name="layout">Where the parameters stand.</param>
/// <param name="scales">What is added to log scales, and their bounds.</param>
/// <param name="halfLevel">Half the distance of two levels.</param>
internal readonly unsafe struct LogisticMixtureTile(MixtureLayout layout, LogScaleBounds scales, double halfLevel)
{
    private const int Lanes = PixelTile.Pixels;

    private readonly float _initial = (float)scales.Initial;
    private readonly float _smallest = (float)scales.Smallest;
    private readonly float _largest = (float)scales.Largest;
    private readonly float _halfLevel = (float)halfLevel;
    private readonly float _edge = (float)halfLevel / 2;

    /// <summary>log p of each pixel.</summary>
    /// <param name="p">The parameters; [P, 16].</param>
    /// <param name="x">Values in [0, 1]; [C, 16].</param>
    /// <param name="slopes">Receives the derivative by each parameter, [P, 16], where it is not null.</param>
    /// <param name="joint">Room for [M, 16].</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal Vector512<float> LogProbability(float* p, float* x, float* slopes, float* joint)
    {
        if (layout.IsSingle)
        {
            return Component(p, x, slopes, 0, default);
        }

        Vector512<float> largestLogit = Vector512.Load(p);
        Vector512<float> largest = default;
        for (int m = 0; m < layout.Components; m++)
        {
            Vector512<float> logit = Vector512.Load(p + (m * Lanes));
            Vector512<float> log = Component(p, x, slopes, m, logit);
            log.Store(joint + (m * Lanes));
            largestLogit = Vector512.Max(largestLogit, logit);
            largest = m == 0 ? log : Vector512.Max(largest, log);
        }

        Vector512<float> sum = default;
        Vector512<float> weights = default;
        for (int m = 0; m < layout.Components; m++)
        {
            Vector512<float> share = VectorMath.Exp(Vector512.Load(joint + (m * Lanes)) - largest);
            share.Store(joint + (m * Lanes));
            sum += share;
            weights += VectorMath.Exp(Vector512.Load(p + (m * Lanes)) - largestLogit);
        }

        if (slopes != null)
        {
            AccumulateGradients(p, slopes, joint, Vector512<float>.One / sum, largestLogit, Vector512<float>.One / weights);
        }

        return largest - largestLogit + VectorMath.Log(sum / weights);
    }

    // Its log probability of all channels of a pixel, added to the logit of its weight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<float> Component(float* p, float* x, float* slopes, int component, Vector512<float> log)
    {
        Vector512<float> product = Vector512<float>.One;
        for (int channel = 0; channel < layout.Channels; channel++)
        {
            log += Channel(p, x, slopes, component, channel, ref product);
        }

        return log + VectorMath.Log(product);
    }

    // One channel of one component: returns what stands outside the logarithm, multiplies what stands inside.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<float> Channel(
        float* p, float* x, float* slopes, int component, int channel, ref Vector512<float> product)
    {
        Vector512<float> one = Vector512<float>.One;
        Vector512<float> value = Vector512.Load(x + (channel * Lanes));
        int mean = (layout.Mean(channel) + component) * Lanes;
        int scale = (layout.LogScale(channel) + component) * Lanes;
        Vector512<float> centred = value - Vector512.Create(0.5f) - Vector512.Load(p + mean);
        for (int j = 0; j < layout.Earlier(channel); j++)
        {
            int coefficient = (layout.Coefficient(channel, j) + component) * Lanes;
            Vector512<float> bounded = VectorMath.Tanh(Vector512.Load(p + coefficient));
            Vector512<float> earlier = Vector512.Load(x + (j * Lanes)) - Vector512.Create(0.5f);
            centred -= bounded * earlier;
            if (slopes != null)
            {
                ((one - (bounded * bounded)) * earlier).Store(slopes + coefficient);
            }
        }

        Vector512<float> free = Vector512.Load(p + scale) + Vector512.Create(_initial);
        Vector512<float> logScale = Vector512.Min(
            Vector512.Max(free, Vector512.Create(_smallest)), Vector512.Create(_largest));
        Vector512<float> inverse = VectorMath.Exp(-logScale);
        Vector512<float> half = inverse * _halfLevel;
        Vector512<float> distance = centred * inverse;
        Vector512<float> u = distance + half;
        Vector512<float> v = half - distance;
        Vector512<float> eu = VectorMath.Exp(-Vector512.Abs(u));
        Vector512<float> ev = VectorMath.Exp(-Vector512.Abs(v));
        Vector512<float> ru = one / (one + eu);
        Vector512<float> rv = one / (one + ev);
        Vector512<float> width = -VectorMath.ExpMinusOne(half * -2f);
        Vector512<float> lowest = Vector512.LessThan(value, Vector512.Create(_edge));
        Vector512<float> highest = Vector512.GreaterThan(value, Vector512.Create(1 - _edge));
        Vector512<float> outer = lowest | highest;
        product *= Vector512.ConditionalSelect(highest, one, ru) * Vector512.ConditionalSelect(lowest, one, rv)
            * Vector512.ConditionalSelect(outer, one, width);
        if (slopes != null)
        {
            Vector512<float> gu = Vector512.ConditionalSelect(Vector512.LessThan(u, default), one, eu) * ru;
            Vector512<float> gv = Vector512.ConditionalSelect(Vector512.LessThan(v, default), one, ev) * rv;
            gu = Vector512.AndNot(gu, highest);
            gv = Vector512.AndNot(gv, lowest);
            Vector512<float> widening = Vector512.AndNot((one - width) * 2f / width, outer);
            Vector512<float> byMean = (gv - gu) * inverse;
            Vector512<float> byScale = (distance * (gv - gu)) - (half * (gu + gv + widening));
            byMean.Store(slopes + mean);
            Vector512.AndNot(byScale, OutOfBounds(free)).Store(slopes + scale);
            for (int j = 0; j < layout.Earlier(channel); j++)
            {
                float* coefficient = slopes + ((layout.Coefficient(channel, j) + component) * Lanes);
                (Vector512.Load(coefficient) * byMean).Store(coefficient);
            }
        }

        return Vector512.AndNot(Vector512.Min(u, default), highest) + Vector512.AndNot(Vector512.Min(v, default), lowest);
    }

    private Vector512<float> OutOfBounds(Vector512<float> logScale) =>
        Vector512.LessThan(logScale, Vector512.Create(_smallest)) | Vector512.GreaterThan(logScale, Vector512.Create(_largest));

    // A component's slopes count by its share of the pixel's probability; a weight's slope is that share less the weight.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AccumulateGradients(
        float* p, float* slopes, float* joint, Vector512<float> inverseSum, Vector512<float> largestLogit,
        Vector512<float> inverseWeights)
    {
        for (int m = 0; m < layout.Components; m++)
        {
            Vector512<float> share = Vector512.Load(joint + (m * Lanes)) * inverseSum;
            Vector512<float> weight = VectorMath.Exp(Vector512.Load(p + (m * Lanes)) - largestLogit) * inverseWeights;
            (share - weight).Store(slopes + (m * Lanes));
            for (int i = layout.Components + m; i < layout.Count; i += layout.Components)
            {
                (Vector512.Load(slopes + (i * Lanes)) * share).Store(slopes + (i * Lanes));
            }
        }
    }
}

/// <summary>How a decoder's number becomes the logarithm of a scale: something is added, the sum limited.</summary>
internal readonly record struct LogScaleBounds(double Initial, double Smallest, double Largest);
