using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Judges;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using VaeSharp.Training.Schedules;
using static TorchSharp.torch;

namespace VaeSharp.Training;

/// <summary>Gradient descent of a judge on the cross-entropy of its classes. Everything else observes it.</summary>
/// <remarks>As a model's training, it is a function of recipe, seed and images alone, and goes on bit by bit from a checkpoint.</remarks>
internal sealed class JudgeTrainer : IDisposable
{
    private const int MaximumSkips = 20;
    private const int Whitened = 500; // images that tell how patches vary

    private readonly JudgeNetwork _network;
    private readonly JudgeTraining _training;
    private readonly ImageTensors _images;
    private readonly IReadOnlyList<ImageTransform> _augmentation;
    private readonly BatchSampler _sampler;
    private readonly Schedule _learningRate;
    private readonly ParameterGroup _weights;
    private readonly Tensor[] _decaying;
    private readonly ExponentialMovingAverage? _ema;
    private readonly Func<EpochFigures>? _validate;
    private (int Epoch, int[] Order) _order = (-1, []);

    /// <summary>A training from its beginning.</summary>
    /// <param name="network">To be trained; kept, not owned.</param>
    /// <param name="recipe">Says how.</param>
    /// <param name="images">The training images; kept, not owned.</param>
    /// <param name="seed">Of order and augmentation.</param>
    /// <param name="validate">Measures the network after each epoch, with the averaged weights; null for no validation.</param>
    public JudgeTrainer(
        JudgeNetwork network, JudgeRecipe recipe, ImageTensors images, ulong seed, Func<EpochFigures>? validate = null)
    {
        using NativeWork work = NativeWork.Begin();
        (_network, _training, _images, Seed, _validate) = (network, recipe.Training, images, seed, validate);
        _augmentation = recipe.Augmentation;
        _sampler = new BatchSampler(images.Count, _training.Batch, seed);
        _learningRate = Schedule.LearningRate(_training.Shared, (long)_training.Epochs * _sampler.BatchesPerEpoch);
        _weights = new ParameterGroup(new FusedAdam(network.parameters()), new UpdateGuard());
        _decaying = _training.WeightDecay > 0 ? [.. network.parameters().Where(weight => weight.dim() > 1 && weight.requires_grad)] : [];
        Whiten();
        _ema = _training.EmaDecay > 0 ? new ExponentialMovingAverage(network, _training.EmaDecay) : null;
    }

    /// <summary>Of order and augmentation.</summary>
    public ulong Seed { get; }

    /// <summary>Where the training stands.</summary>
    public TrainingPosition Position { get; internal set; } = new();

    /// <summary>How far it is.</summary>
    public TrainingProgress Progress => new(Position, _training.Epochs, _sampler.BatchesPerEpoch);

    /// <summary>What a checkpoint holds of it.</summary>
    public TrainingState State => new(_network, _weights.Optimizer, _ema, null, Seed, Position);

    /// <summary>Trains until the recipe's end, or until asked to stop; then the present step is finished first.</summary>
    public TrainingOutcome Run(IReadOnlyList<ITrainingObserver> observers, CancellationToken stop = default)
    {
        using NativeWork work = NativeWork.Begin();
        TrainingOutcome outcome = Descend(observers, stop);
        observers.Ended(Progress, outcome);
        return outcome;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _weights.Dispose();
        _ema?.Dispose();
    }

    private TrainingOutcome Descend(IReadOnlyList<ITrainingObserver> observers, CancellationToken stop)
    {
        while (Position.Epoch < _training.Epochs)
        {
            while (Position.Batch < _sampler.BatchesPerEpoch)
            {
                NativeWork.Breathe();
                StepReport step = Step();
                Position = Position.After(step);
                observers.StepDone(Progress, step);
                if (Position.SkippedInRow >= MaximumSkips || stop.IsCancellationRequested)
                {
                    return stop.IsCancellationRequested ? TrainingOutcome.Interrupted : TrainingOutcome.Diverged;
                }
            }

            CloseEpoch(observers);
        }

        return TrainingOutcome.Finished;
    }

    // Batch → cross-entropy → gradients → guard → optimiser → decay → average.
    private StepReport Step()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(Seed, RandomUse.Training, Position.Step, _images.Device);
        _network.train();
        ImageBatch batch = _images.Batch(Indices(), _augmentation, random);
        using IDisposable? reduced = ProductPrecision.Reduce(_training.Shared.PrecisionHere == NumberPrecision.Bfloat16);
        Tensor logProbabilities = _network.call(batch.X).log_softmax(1);                                            // [B, classes]
        Tensor crossEntropy = -logProbabilities.gather(1, batch.Labels.unsqueeze(1)).mean();
        double smoothing = _training.LabelSmoothing;
        Tensor loss = ((1 - smoothing) * crossEntropy) - (smoothing * logProbabilities.mean());
        loss.backward();
        double rate = _learningRate.At(Position.Step);
        ParameterUpdate update = _weights.Update(loss.item<float>(), rate);
        if (update.Applied)
        {
            if (_decaying.Length > 0)
            {
                using IDisposable mode = no_grad();
                FusedKernels.Scale(_decaying, 1 - (rate * _training.WeightDecay));
            }

            _ema?.Update(Position.Step);
        }

        return new StepReport(
            (int)batch.X.shape[0], loss.item<float>(), crossEntropy.item<float>(), null, update.GradientNorm, rate, update.Applied);
    }

    // Of a training that goes on the checkpoint has these weights too.
    private void Whiten()
    {
        using var scope = NewDisposeScope();
        using var none = new RandomStream(Seed, RandomUse.Training, 0, _images.Device); // images as they are draw nothing
        int[] order = _sampler.Order(0);
        _network.Whiten(_images.Batch(order.AsSpan(0, Math.Min(Whitened, order.Length)), [], none).X);
    }

    private ReadOnlySpan<int> Indices()
    {
        if (_order.Epoch != Position.Epoch)
        {
            _order = (Position.Epoch, _sampler.Order(Position.Epoch));
        }

        return _sampler.Batch(_order.Order, Position.Batch);
    }

    private void CloseEpoch(IReadOnlyList<ITrainingObserver> observers)
    {
        EpochSums sums = Position.Sums;
        double images = Math.Max(1, sums.Images);
        EpochFigures? validation = null;
        if (_validate is not null)
        {
            State.WithAverage(() => validation = _validate());
        }

        var report = new EpochReport(
            Position.Epoch + 1, Position.Step, _learningRate.At(Position.Step - 1), 0, Position.Skipped,
            new(sums.Loss / images, sums.Distortion / images, null))
        {
            Validation = validation,
        };
        Position = Position.AfterEpoch(validation?.Loss);
        observers.EpochDone(Progress, report);
    }
}
