using System.Text.Json;
using VaeSharp.Export;
using VaeSharp.Models.Recipes;
using VaeSharp.Training;

namespace VaeSharp.Runs.Observers;

/// <summary>Writes figures, newest pictures and the recipe as TensorBoard events.</summary>
/// <remarks>Curves of one tag are drawn into one chart when they come from different folders: those of the validation images lie in
/// a folder of their own, beside those of training.</remarks>
internal sealed class TensorBoardObserver : ITrainingObserver, IDisposable
{
    /// <summary>The folder of the validation images' curves.</summary>
    internal const string ValidationFolder = "validation";

    // More points than a chart has columns tell nothing and cost a write each.
    private const int PointsInEpoch = 50;

    private readonly RunDirectory _run;
    private readonly PictureObserver _pictures;
    private readonly TensorBoardFile _events;
    private readonly long _from;
    private TensorBoardFile? _validation;

    /// <summary>Goes on after <paramref name="step"/>: events beyond it are dropped.</summary>
    internal TensorBoardObserver(RunDirectory run, Recipe recipe, PictureObserver pictures, long step)
    {
        (_run, _pictures, _from) = (run, pictures, step);
        string path = run.In(TensorBoardFile.FileName);
        bool isNew = !File.Exists(path);
        _events = Open(path, step);
        if (isNew)
        {
            _events.AddHyperparameters(Hyperparameters(recipe), Now());
        }
    }

    public void StepDone(TrainingProgress now, StepReport step)
    {
        if (now.Position.Step % Math.Max(1, now.StepsPerEpoch / PointsInEpoch) != 0)
        {
            return;
        }

        Write(_events, "step", new EpochFigures(step.Loss, step.Distortion, step.Rate), now.Position.Step);
        _events.AddScalar("step/learning_rate", (float)step.LearningRate, now.Position.Step, Now());
        _events.AddScalar("step/gradient_norm", (float)step.GradientNorm, now.Position.Step, Now());
    }

    public void EpochDone(TrainingProgress now, EpochReport epoch)
    {
        Write(_events, "epoch", epoch.Train, epoch.Step);
        if (epoch.Validation is not null)
        {
            _validation ??= OpenValidation();
            Write(_validation, "epoch", epoch.Validation, epoch.Step);
            _validation.Flush();
        }

        foreach ((string tag, string? picture) in ((string, string?)[])
            [("samples", _pictures.NewestSamples), ("reconstructions", _pictures.NewestReconstructions)])
        {
            if (picture is not null)
            {
                _events.AddImage(tag, File.ReadAllBytes(picture), epoch.Step, Now());
            }
        }

        _events.Flush();
    }

    public void Dispose()
    {
        _events.Dispose();
        _validation?.Dispose();
    }

    /// <summary>Every key of a recipe that is a number, a word or a switch; those with dots lie in a section.</summary>
    internal static IReadOnlyDictionary<string, object> Hyperparameters(Recipe recipe)
    {
        var found = new SortedDictionary<string, object>(StringComparer.Ordinal);
        foreach (RecipeKey key in RecipeKey.Of(recipe).Where(key => !key.IsWords))
        {
            object? value = key.Value?.GetValueKind() switch
            {
                JsonValueKind.Number => key.Value.GetValue<double>(),
                JsonValueKind.String => key.Value.GetValue<string>(),
                JsonValueKind.True or JsonValueKind.False => key.Value.GetValue<bool>(),
                JsonValueKind.Array => key.Value.ToJsonString(),
                _ => null,
            };
            if (value is not null)
            {
                found.Add(key.Name, value);
            }
        }

        return found;
    }

    private static TensorBoardFile Open(string path, long step) => File.Exists(path)
        ? TensorBoardFile.OpenAppend(path, step, Now())
        : TensorBoardFile.Create(path, Now());

    private static double Now() => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;

    private static void Write(TensorBoardFile file, string group, EpochFigures figures, long step)
    {
        file.AddScalar($"{group}/loss_nats", (float)figures.Loss, step, Now());
        file.AddScalar($"{group}/distortion_nats", (float)figures.Distortion, step, Now());
        if (figures.Rate is { } rate)
        {
            file.AddScalar($"{group}/rate_nats", (float)rate, step, Now());
        }
    }

    private TensorBoardFile OpenValidation()
    {
        string path = _run.In(ValidationFolder, TensorBoardFile.FileName);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return Open(path, _from);
    }
}
