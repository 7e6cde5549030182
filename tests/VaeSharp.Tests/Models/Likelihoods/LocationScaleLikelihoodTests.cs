using VaeSharp.Data;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Nn.Distributions;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Likelihoods;

public sealed class LocationScaleLikelihoodTests
{
    private const double Minimum = -6;

    [Fact]
    public void The_decoder_gives_two_numbers_for_each_value()
    {
        using var likelihood = Gaussian();

        Assert.Equal(6, likelihood.ParameterChannels(new ImageShape(3, 8, 8)));
    }

    [Fact]
    public void Log_scales_are_the_decoders_own_from_one_above_the_minimum_on()
    {
        foreach (double raw in (double[])[-3.99, -2, 0, 3])
        {
            (double logScale, double slope) = LogScale(raw);

            Values.Near(raw - 1, logScale, 1e-5);
            Values.Near(1, slope, 1e-5);
        }
    }

    [Fact]
    public void Log_scales_stay_above_the_minimum_and_keep_a_slope_there()
    {
        foreach (double raw in (double[])[-4.01, -5, -7, -12])
        {
            (double logScale, double slope) = LogScale(raw);

            Values.Near(Minimum + Math.Exp(raw - 1 - Minimum - 1), logScale, 2e-6);
            Values.Near(Math.Exp(raw - 1 - Minimum - 1), slope, 1e-6, 1e-3);
            Assert.True(slope > 0);
        }

        Values.Near(Minimum, LogScale(-1000).LogScale, 1e-6);
    }

    [Fact]
    public void A_value_that_is_always_the_same_has_a_bounded_density()
    {
        using var scope = NewDisposeScope();
        using var likelihood = Gaussian();
        Tensor parameters = tensor([-0.5f, -1e6f], [1, 2, 1, 1]).requires_grad_(); // μ = 0, no spread

        Tensor log = likelihood.call(parameters).LogProbability(zeros(1, 1, 1, 1));
        log.sum().backward();

        Values.Near(-Minimum - (0.5 * Math.Log(2 * Math.PI)), log.item<float>(), 1e-5);
        Assert.True(isfinite(parameters.grad!).all().item<bool>());
    }

    private static LocationScaleLikelihood Gaussian() =>
        new("Gaussian", Minimum, (mean, logSigma) => new Gaussian(mean, logSigma));

    private static (double LogScale, double Slope) LogScale(double raw)
    {
        using var scope = NewDisposeScope();
        Tensor found = empty(0);
        using var likelihood = new LocationScaleLikelihood("seen", Minimum, (mean, logScale) =>
        {
            found = logScale;
            return new Gaussian(mean, logScale);
        });
        Tensor parameters = tensor([0f, (float)raw], [1, 2, 1, 1]).requires_grad_();
        likelihood.call(parameters);
        found.sum().backward();
        return (found.item<float>(), parameters.grad![0, 1].item<float>());
    }
}
