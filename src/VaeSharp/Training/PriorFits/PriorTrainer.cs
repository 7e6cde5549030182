using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training.Schedules;
using static TorchSharp.torch;

namespace VaeSharp.Training.PriorFits;

/// <summary>Fits a prior to encodings by gradient descent on a loss of its own, step by step.</summary>
/// <remarks>Order and noise depend on the seed and the position alone. Source: Ghosh et al. 2020, "ex-post density estimation"; labels
/// that are left out: Ho &amp; Salimans 2022, algorithm 1. See docs/theory.md#fitted-priors.</remarks>
internal sealed class PriorTrainer : IDisposable
{
    private const int LeastWarmupParts = 10; // of a short fit the warm-up takes one of so many parts

    private readonly EncodedSet _train;
    private readonly EncodedSet? _validation;
    private readonly BatchSampler _sampler;
    private readonly Schedule _rate;
    private readonly ParameterGroup _weights;
    private (int Epoch, int[] Rows) _order = (-1, []);

    /// <summary>Stands before the first step.</summary>
    /// <param name="prior">To be fitted; kept, not owned.</param>
    /// <param name="train">What it is fitted to; kept, not owned.</param>
    /// <param name="validation">What it is judged by after each epoch; null for nothing.</param>
    /// <param name="settings">Epochs, batches, rates, what is left out, and the seed.</param>
    public PriorTrainer(Prior prior, EncodedSet train, EncodedSet? validation, FitSettings settings)
    {
        using NativeWork work = NativeWork.Begin();
        (Prior, Settings, _train, _validation) = (prior, settings, train, validation);
        prior.Prepare(train.Points);
        _sampler = new BatchSampler(train.Count, Math.Min(settings.Training.Batch, train.Count), settings.Seed);
        long steps = (long)settings.Training.Epochs * StepsPerEpoch;
        int warmup = (int)Math.Min(settings.Training.WarmupSteps, steps / LeastWarmupParts);
        _rate = Schedule.LearningRate(settings.Training with { WarmupSteps = warmup }, steps);
        _weights = new ParameterGroup(
            new FusedAdam(prior.parameters(), settings.Training.Beta1, settings.Training.Beta2),
            new UpdateGuard(settings.Training.ClipNorm, settings.Training.SkipNorm));
        Ema = settings.Training.EmaDecay > 0 ? new ExponentialMovingAverage(prior, settings.Training.EmaDecay) : null;
    }

    /// <summary>What is fitted.</summary>
    public Prior Prior { get; }

    /// <summary>Epochs, batches, rates, what is left out, and the seed.</summary>
    public FitSettings Settings { get; }

    /// <summary>Batches in one pass over the encodings.</summary>
    public int StepsPerEpoch => _sampler.BatchesPerEpoch;

    /// <summary>Where the fit stands.</summary>
    public TrainingPosition Position { get; internal set; } = new();

    /// <summary>From 0 to 1.</summary>
    public double Share => (double)Position.Step / ((double)Settings.Training.Epochs * StepsPerEpoch);

    /// <summary>Whether all epochs are done.</summary>
    public bool IsDone => Position.Epoch >= Settings.Training.Epochs;

    /// <summary>Whether too many updates in a row were not finite.</summary>
    public bool HasDiverged => Position.SkippedInRow >= Settings.Training.MaximumSkips;

    /// <summary>Its moments belong to a checkpoint.</summary>
    internal FusedAdam Optimizer => _weights.Optimizer;

    /// <summary>The weights' average, or null for none.</summary>
    internal ExponentialMovingAverage? Ema { get; }

    /// <summary>One step further.</summary>
    /// <returns>The figures of the epoch where it was its last step; else null.</returns>
    public FitEpoch? Step()
    {
        using NativeWork work = NativeWork.Begin();
        NativeWork.Breathe();
        Position = Position.After(Descend());
        return Position.Batch == StepsPerEpoch ? CloseEpoch() : null;
    }

    /// <summary>Does something with the weights that are to be used: their average where there is one.</summary>
    public T WithAverage<T>(Func<T> use)
    {
        Ema?.Swap();
        Prior.eval();
        try
        {
            return use();
        }
        finally
        {
            Ema?.Swap();
            Prior.train();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        Ema?.Dispose();
    }

    private StepReport Descend()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(Settings.Seed, RandomUse.Training, Position.Step, _train.Points.device);
        Prior.train();
        EncodedSet batch = _train.Rows(_sampler.Batch(Order(Position.Epoch), Position.Batch));
        Tensor? label = Prior.LabelOf(batch.Labels); // [B, classes]
        if (label is not null && Settings.LabelDropout > 0)
        {
            label *= random.Uniform(batch.Count, 1).ge(Settings.LabelDropout);
        }

        using IDisposable? reduced = ProductPrecision.Reduce(Settings.Training.PrecisionHere == NumberPrecision.Bfloat16);
        Tensor loss = Prior.FitLoss(batch.Points, label, new FitNoise(random, Settings.Dropout)).mean();
        ParameterUpdate update = _weights.Descend(loss, _rate.At(Position.Step));
        if (update.Applied)
        {
            Ema?.Update(Position.Step);
        }

        double value = loss.item<float>();
        return new StepReport(batch.Count, value, value, null, update.GradientNorm, update.LearningRate, update.Applied);
    }

    private FitEpoch CloseEpoch()
    {
        EpochSums sums = Position.Sums;
        double? validation = _validation is null ? null : WithAverage(() => Measure(_validation));
        Position = Position.AfterEpoch(validation);
        return new FitEpoch(Position.Epoch, Position.Step, sums.Loss / Math.Max(1, sums.Images), validation);
    }

    // The same noise at each epoch, so that epochs can be compared.
    private double Measure(EncodedSet set)
    {
        using IDisposable mode = inference_mode();
        double sum = 0;
        int size = Settings.Training.Batch;
        for (int first = 0; first < set.Count; first += size)
        {
            NativeWork.Breathe();
            using var scope = NewDisposeScope();
            using var random = new RandomStream(Settings.Seed, RandomUse.Evaluation, first, set.Points.device);
            int count = Math.Min(size, set.Count - first);
            Tensor points = set.Points.narrow(0, first, count);
            sum += Prior.FitLoss(points, Prior.LabelOf(set.Labels.narrow(0, first, count)), new FitNoise(random)).sum().item<float>();
        }

        return sum / set.Count;
    }

    private int[] Order(int epoch)
    {
        if (_order.Epoch != epoch)
        {
            _order = (epoch, _sampler.Order(epoch));
        }

        return _order.Rows;
    }
}

/// <summary>What one epoch of a fit came to. Holds no time, so that equal fits report equally.</summary>
/// <param name="Epoch">Counted from 1.</param>
/// <param name="Step">Steps done.</param>
/// <param name="TrainLoss">Mean over the epoch, while the weights changed.</param>
/// <param name="ValidationLoss">Of the averaged weights on the validation images' encodings; null without any.</param>
internal sealed record FitEpoch(int Epoch, long Step, double TrainLoss, double? ValidationLoss);
