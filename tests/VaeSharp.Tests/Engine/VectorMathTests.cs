using System.Runtime.Intrinsics;
using VaeSharp.Engine;
using Xunit;

namespace VaeSharp.Tests.Engine;

public sealed class VectorMathTests
{
    [Fact]
    public void Exponentials_agree_with_doubles_over_all_normal_results()
    {
        for (double x = -87; x < 88; x += 0.0137)
        {
            double exact = Math.Exp((float)x);
            Assert.InRange(VectorMath.Exp(Vector512.Create((float)x))[5] / exact, 1 - 3e-7, 1 + 3e-7);
        }
    }

    [Fact]
    public void Exponentials_of_what_is_too_small_or_too_large_stay_finite()
    {
        Assert.InRange(VectorMath.Exp(Vector512.Create(float.NegativeInfinity))[0], 0, 1.3e-38f);
        Assert.InRange(VectorMath.Exp(Vector512.Create(float.PositiveInfinity))[0], 1e38f, float.MaxValue);
    }

    [Fact]
    public void Logarithms_of_one_plus_x_agree_with_doubles_down_to_the_smallest_x()
    {
        for (double x = 1; x > 1e-30; x *= 0.97)
        {
            double exact = Math.Log(1 + (double)(float)x);
            exact = x < 1e-8 ? (float)x : exact;
            Assert.InRange(VectorMath.LogOnePlus(Vector512.Create((float)x))[15] / exact, 1 - 3e-7, 1 + 3e-7);
        }

        Assert.Equal(0, VectorMath.LogOnePlus(default)[0]);
    }
}
