using VaeSharp.Models.Recipes;

namespace VaeSharp.Training.Schedules;

/// <summary>A number that changes in the course of training.</summary>
/// <param name="At">Its value at a position: an epoch or a step, as the owner counts.</param>
internal sealed record Schedule(Func<double, double> At)
{
    /// <summary>The same value always.</summary>
    public static Schedule Constant(double value) => new(_ => value);

    /// <summary>From <paramref name="from"/> to <paramref name="to"/> over <paramref name="length"/>, then stays.</summary>
    public static Schedule Linear(double from, double to, double length) =>
        new(position => from + ((to - from) * Math.Clamp(position / length, 0, 1)));

    /// <summary>Rises evenly from 0 to <paramref name="to"/> in the first part of each of so many equal cycles, and stays
    /// there for the rest of it; after the last it stays.</summary>
    /// <param name="to">The height of each.</param>
    /// <param name="length">Of all cycles together.</param>
    /// <param name="cycles">Equal parts of the length; at least 1.</param>
    /// <param name="share">The part of a cycle that rises, above 0.</param>
    /// <remarks>Source: Fu et al. 2019.</remarks>
    public static Schedule Cyclical(double to, double length, int cycles, double share)
    {
        double cycle = length / cycles;
        Schedule ramp = Linear(0, to, share * cycle);
        return new(position => ramp.At(position < length ? position - (cycle * Math.Floor(position / cycle)) : cycle));
    }

    /// <summary>From <paramref name="from"/> to 0 over <paramref name="length"/>, along half a cosine.</summary>
    /// <remarks>Source: Loshchilov &amp; Hutter 2017, equation 5, with one cycle.</remarks>
    public static Schedule Cosine(double from, double length) =>
        new(position => from * 0.5 * (1 + Math.Cos(Math.PI * Math.Clamp(position / length, 0, 1))));

    /// <summary>The learning rate of a recipe over steps: warm-up, then the named course to the last step.</summary>
    public static Schedule LearningRate(TrainingOptions training, long steps)
    {
        int warmup = training.WarmupSteps;
        Schedule main = training.Schedule == RateSchedule.Cosine
            ? Cosine(training.LearningRate, Math.Max(1, steps - warmup))
            : Constant(training.LearningRate);
        return new(step => step < warmup
            ? training.LearningRate * (step + 1) / warmup
            : main.At(step - warmup));
    }
}
