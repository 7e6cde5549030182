using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training.Schedules;
using static TorchSharp.torch;

namespace VaeSharp.Training;

/// <summary>Gradient descent on an objective, validated after each epoch. Everything else observes it.</summary>
public sealed class Trainer : IDisposable
{
    private readonly Recipe _recipe;
    private readonly ImageTensors _images;
    private readonly StepBatches _batches;
    private readonly Objective _objective;
    private readonly Schedule _learningRate;
    private readonly ParameterGroup _weights;
    private readonly Func<VariationalAutoencoder, EpochFigures>? _validate;
    private readonly IReplicas _replicas;
    private readonly Tensor[] _parameters;

    /// <summary>A training from its beginning.</summary>
    /// <param name="model">To be trained; kept, not owned.</param>
    /// <param name="recipe">Names the objective, the optimiser, the batches and their number.</param>
    /// <param name="images">The training images; kept, not owned.</param>
    /// <param name="seed">Of order and noise.</param>
    /// <param name="validate">Measures the model after each epoch, with the averaged weights where there are any; its loss tells
    /// the best epoch and when to stop early. Null for no validation.</param>
    /// <param name="replicas">Who train together with this one; nobody unless given.</param>
    /// <param name="labelled">Which images have labels, for an objective that wants few; chosen by the seed where null.</param>
    public Trainer(
        VariationalAutoencoder model, Recipe recipe, ImageTensors images, ulong seed,
        Func<VariationalAutoencoder, EpochFigures>? validate = null, IReplicas? replicas = null, IReadOnlyList<int>? labelled = null)
    {
        using NativeWork work = NativeWork.Begin();
        Model = model;
        Seed = seed;
        _recipe = recipe;
        _images = images;
        _validate = validate;
        _replicas = replicas ?? SingleReplica.Instance;
        _parameters = [.. model.parameters()];
        TrainingOptions training = recipe.Training;
        _batches = new StepBatches(images, recipe, seed, labelled, _replicas);
        _objective = Objective.Create(recipe, images.Count, seed, images.Device, model.Shape.Latents);
        _learningRate = Schedule.LearningRate(training, (long)training.Epochs * _batches.PerEpoch);
        _weights = new ParameterGroup(
            new FusedAdam(_parameters, training.Beta1, training.Beta2), new UpdateGuard(training.ClipNorm, training.SkipNorm));
        Ema = training.EmaDecay > 0 ? new ExponentialMovingAverage(model, training.EmaDecay) : null;
    }

    /// <summary>The model in training.</summary>
    public VariationalAutoencoder Model { get; }

    /// <summary>Of order and noise.</summary>
    public ulong Seed { get; }

    /// <summary>The optimiser, whose moments belong to a checkpoint.</summary>
    internal FusedAdam Optimizer => _weights.Optimizer;

    /// <summary>The weights' average, or null where the recipe wants none.</summary>
    internal ExponentialMovingAverage? Ema { get; }

    /// <summary>What is trained in turn with the model, whose state belongs to a checkpoint; null for most.</summary>
    internal Adversary? Adversary => _objective.Adversary;

    /// <summary>Splits the time by phase, where somebody wants to know.</summary>
    internal PhaseClock? Clock { get; set; }

    /// <summary>Where the run stands.</summary>
    public TrainingPosition Position { get; internal set; } = new();

    /// <summary>Batches in one pass over the training images.</summary>
    public int StepsPerEpoch => _batches.PerEpoch;

    /// <summary>Epochs until the end, unless the run stops early.</summary>
    public int Epochs => _recipe.Training.Epochs;

    /// <summary>How far the run is.</summary>
    public TrainingProgress Progress => new(Position, Epochs, StepsPerEpoch);

    /// <summary>Trains until the recipe's end, or until asked to stop; then the present step is finished first.</summary>
    public TrainingOutcome Run(IReadOnlyList<ITrainingObserver> observers, CancellationToken stop = default)
    {
        using NativeWork work = NativeWork.Begin();
        TrainingOutcome outcome = Descend(observers, stop);
        observers.Ended(Progress, outcome);
        return outcome;
    }

    /// <summary>Where the training images are.</summary>
    public Device Device => _images.Device;

    /// <summary>Measures with the weights that a checkpoint would hold: their average where there is one.</summary>
    public T WithAverage<T>(Func<T> measure)
    {
        Ema?.Swap();
        try
        {
            return measure();
        }
        finally
        {
            Ema?.Swap();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        Ema?.Dispose();
        Adversary?.Dispose();
    }

    private TrainingOutcome Descend(IReadOnlyList<ITrainingObserver> observers, CancellationToken stop)
    {
        bool sound = true;
        while (sound && Position.Epoch < Epochs)
        {
            // Asked before an epoch, so that a run that ended here and is taken up again ends here again.
            if (_recipe.Training.Patience > 0 && Position.EpochsSinceBest >= _recipe.Training.Patience)
            {
                return TrainingOutcome.StoppedEarly;
            }

            while (Position.Batch < StepsPerEpoch)
            {
                NativeWork.Breathe();
                Clock?.StepBegins();
                StepReport step = Step();
                Clock?.StepEnds(step.Images);
                bool diverged = !step.Applied && Position.SkippedInRow + 1 >= _recipe.Training.MaximumSkips;
                Position = Position.After(step);
                observers.StepDone(Progress, step);
                Clock?.Mark(TrainingPhase.Observers);
                if (diverged || stop.IsCancellationRequested)
                {
                    return diverged ? TrainingOutcome.Diverged : TrainingOutcome.Interrupted;
                }
            }

            sound = CloseEpoch(observers);
        }

        return sound && Position.SkippedInRow < StepsPerEpoch ? TrainingOutcome.Finished : TrainingOutcome.Diverged;
    }

    // Batch → objective → gradients → replicas → guard → optimiser → average; then the adversary, down a loss of its own.
    private StepReport Step()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(Seed, RandomUse.Training, Position.Step, Device);
        Model.train();
        (ImageBatch batch, Tensor encoderInput) = _batches.At(Position, random); // the same in each replica; their noise is not
        using var own = _replicas.Rank == 0 ? null : new RandomStream(Seed, RandomUse.Training, NoiseOfReplica, Device);
        RandomStream noise = own ?? random;
        Clock?.Mark(TrainingPhase.Batch);
        using IDisposable? reduced = ProductPrecision.Reduce(_recipe.Training.PrecisionHere == NumberPrecision.Bfloat16);
        StepGradient gradient = StepGradient.Of(
            BatchPart.Of(batch, encoderInput, _recipe.Training.Accumulate, _replicas),
            part => _objective.Evaluate(Model, part.Batch, part.EncoderInput, noise, EpochNow), Clock)
            .Over(_replicas, _parameters);
        ParameterUpdate update = _weights.Update(gradient.Loss, _learningRate.At(Position.Step));
        if (update.Applied)
        {
            Ema?.Update(Position.Step);
            if (Adversary?.Loss(gradient.Latents!, noise) is { } second)
            {
                Adversary.Weights.Descend(second, Adversary.LearningRate);
            }
        }

        return new StepReport(
            (int)batch.X.shape[0], gradient.Loss, gradient.Distortion, gradient.Rate, update.GradientNorm, update.LearningRate,
            update.Applied);
    }

    private long NoiseOfReplica => ((long)_replicas.Rank << 48) | Position.Step;

    private double EpochNow => Position.Epoch + ((double)Position.Batch / StepsPerEpoch);

    // False where the validation loss is not finite, which the guard does not see.
    private bool CloseEpoch(IReadOnlyList<ITrainingObserver> observers)
    {
        EpochSums sums = Position.Sums;
        double images = Math.Max(1, sums.Images);
        var report = new EpochReport(
            Position.Epoch + 1, Position.Step, _learningRate.At(Position.Step - 1), _objective.RateWeight(EpochNow),
            Position.Skipped, new(sums.Loss / images, sums.Distortion / images, _objective.HasRate ? sums.Rate / images : null))
        {
            Validation = _validate is null ? null : WithAverage(() => _validate(Model)),
        };
        Clock?.Mark(TrainingPhase.Validation);
        Position = Position.AfterEpoch(report.Validation?.Loss);
        observers.EpochDone(Progress, report);
        Clock?.EpochEnds();
        return double.IsFinite(report.Validation?.Loss ?? 0);
    }
}
