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

    [Fact]
    public void Logarithms_of_all_normal_numbers_agree_with_doubles()
    {
        for (double x = 2e-38; x < 3e38; x *= 1.0173)
        {
            double exact = Math.Log((float)x);
            Assert.InRange(VectorMath.Log(Vector512.Create((float)x))[7] - exact, -Error(exact), Error(exact));
        }

        Assert.Equal(0, VectorMath.Log(Vector512<float>.One)[0]);

        static double Error(double exact) => 3e-8 + (1.2e-7 * Math.Abs(exact));
    }

    [Fact]
    public void Exponentials_less_one_agree_with_doubles_down_to_the_smallest_x()
    {
        for (double x = 87; x > 1e-30; x *= 0.97)
        {
            // exp(−x) − 1 = −2 sinh(x/2) exp(−x/2), which loses no digits.
            double exact = -2 * Math.Sinh((float)x / 2.0) * Math.Exp(-(float)x / 2.0);
            Assert.InRange(VectorMath.ExpMinusOne(Vector512.Create(-(float)x))[3] / exact, 1 - 3e-7, 1 + 3e-7);
        }

        Assert.Equal(0, VectorMath.ExpMinusOne(default)[0]);
    }

    [Fact]
    public void Hyperbolic_tangents_agree_with_doubles_on_both_sides()
    {
        for (double x = 50; x > 1e-30; x *= 0.97)
        {
            double exact = Math.Tanh((float)x);
            Assert.InRange(VectorMath.Tanh(Vector512.Create((float)x))[1] / exact, 1 - 4e-7, 1 + 4e-7);
            Assert.InRange(VectorMath.Tanh(Vector512.Create(-(float)x))[2] / exact, -1 - 4e-7, -1 + 4e-7);
        }
    }

    [Fact]
    public void What_is_no_number_stays_visible()
    {
        var none = Vector512.Create(float.NaN);

        Assert.True(float.IsNaN(VectorMath.Exp(none)[0]));
        Assert.True(float.IsNaN(VectorMath.ExpMinusOne(none)[0]));
        Assert.True(float.IsNaN(VectorMath.Tanh(none)[0]));
    }
}
