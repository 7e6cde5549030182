using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Training.Schedules;
using static TorchSharp.torch;

namespace VaeSharp.Training;

/// <summary>Gradient descent on an objective. All else observes it.</summary>
public sealed class Trainer : IDisposable
{
    private readonly Recipe _recipe;
    private readonly ImageTensors _images;
    private readonly StepBatches _batches;
    private readonly Objective _objective;
    private readonly Schedule _learningRate;
    private readonly UpdateGuard _guard;

    /// <summary>A run from its beginning; set <see cref="Position"/> and the tensors of a checkpoint to go on with one.</summary>
    /// <param name="model">To be trained; kept, not owned.</param>
    /// <param name="recipe">How.</param>
    /// <param name="images">The training images; kept, not owned.</param>
    /// <param name="seed">Of order and noise.</param>
    /// <param name="labelled">Which images have labels, for an objective that wants few; chosen by the seed where null.</param>
    public Trainer(
        VariationalAutoencoder model, Recipe recipe, ImageTensors images, ulong seed, IReadOnlyList<int>? labelled = null)
    {
        Model = model;
        Seed = seed;
        _recipe = recipe;
        _images = images;
        TrainingChoice training = recipe.Training;
        _batches = new StepBatches(images, recipe, seed, labelled);
        _objective = Objective.Create(recipe, images.Count, seed, images.Device);
        _learningRate = Schedule.LearningRate(training, (long)training.Epochs * _batches.PerEpoch);
        _guard = new UpdateGuard(training);
        Optimizer = new FusedAdam(model.parameters(), training.Beta1, training.Beta2);
        Average = training.Average > 0 ? new WeightAverage(model, training.Average) : null;
    }

    /// <summary>The model in training.</summary>
    public VariationalAutoencoder Model { get; }

    /// <summary>Of order and noise.</summary>
    public ulong Seed { get; }

    /// <summary>The optimiser, whose moments belong to a checkpoint.</summary>
    public FusedAdam Optimizer { get; }

    /// <summary>The weights' average, or null where the recipe wants none.</summary>
    public WeightAverage? Average { get; }

    /// <summary>What the objective trains beside the model, which belongs to a checkpoint; null for most.</summary>
    public CompanionNetwork? Companion => _objective.Companion;

    /// <summary>Splits the time by phase, where somebody wants to know.</summary>
    public PhaseClock? Clock { get; set; }

    /// <summary>Where the run stands.</summary>
    public TrainingPosition Position { get; set; } = new();

    /// <summary>Steps in one epoch.</summary>
    public int StepsPerEpoch => _batches.PerEpoch;

    /// <summary>Epochs of the recipe.</summary>
    public int Epochs => _recipe.Training.Epochs;

    /// <summary>Trains until the recipe's end, or until asked to stop; then the present step is finished first.</summary>
    public TrainingOutcome Run(IReadOnlyList<ITrainingObserver> observers, CancellationToken stop = default)
    {
        using NativeWork work = NativeWork.Begin();
        TrainingOutcome outcome = Descend(observers, stop);
        foreach (ITrainingObserver observer in observers)
        {
            observer.Ended(this, outcome);
        }
        return outcome;
    }

    /// <summary>Where the training images are.</summary>
    public Device Device => _images.Device;

    /// <summary>Measures with the weights that a checkpoint would hold: their average where there is one.</summary>
    public T WithAverage<T>(Func<T> measure)
    {
        Average?.Swap();
        try
        {
            return measure();
        }
        finally
        {
            Average?.Swap();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Optimizer.Dispose();
        Average?.Dispose();
        Companion?.Dispose();
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
                foreach (ITrainingObserver observer in observers)
                {
                    observer.StepDone(this, step);
                }

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

    private StepReport Step()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(Seed, RandomUse.Training, Position.Step, _images.Device);
        Model.train();
        ImageBatch batch = _batches.At(Position, random);
        batch = _recipe.Data.Flip ? batch.Flipped(random) : batch;
        Tensor seen = _recipe.Data.Corruption is { } c ? NoiseModel.Corrupt(batch.X, c, random) : batch.X;
        Clock?.Mark(TrainingPhase.Batch);
        ObjectiveValue objective = _objective.Evaluate(Model, batch, seen, random, EpochNow);
        double value = objective.Loss.item<float>();
        Clock?.Mark(TrainingPhase.Forward);
        objective.Backward();
        Clock?.Mark(TrainingPhase.Backward);
        double norm = Optimizer.GradientNorm();
        double rate = _learningRate.At(Position.Step);
        bool applied = _guard.Accepts(value, norm);
        if (applied)
        {
            Optimizer.Step(rate, _guard.Factor(norm));
            Average?.Update(Position.Step);
            objective.Learn?.Invoke();
        }
        else
        {
            Optimizer.ForgetGradients();
        }

        return new StepReport(
            (int)batch.X.shape[0], value, objective.Distortion.mean().item<float>(),
            objective.Rate?.mean().item<float>(), norm, rate, applied);
    }

    private double EpochNow => Position.Epoch + ((double)Position.Batch / StepsPerEpoch);

    // False where the validation loss is not finite, which the guard does not see.
    private bool CloseEpoch(IReadOnlyList<ITrainingObserver> observers)
    {
        EpochSums sums = Position.Sums;
        double images = Math.Max(1, sums.Images);
        var report = new EpochReport(
            Position.Epoch + 1, Position.Step, _learningRate.At(Position.Step - 1), _objective.RateWeight(EpochNow),
            Position.Skipped, new(sums.Loss / images, sums.Distortion / images, _objective.HasRate ? sums.Rate / images : null));
        foreach (ITrainingObserver observer in observers)
        {
            observer.Measure(this, report);
        }

        Clock?.Mark(TrainingPhase.Validation);
        Position = Position.AfterEpoch(report.Validation?.Loss);
        foreach (ITrainingObserver observer in observers)
        {
            observer.EpochDone(this, report);
        }
        Clock?.EpochEnds();
        return double.IsFinite(report.Validation?.Loss ?? 0);
    }
}
