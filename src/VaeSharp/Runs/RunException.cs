namespace VaeSharp.Runs;

/// <summary>What was asked of a run, or of a trained model, cannot be done with it as it is.</summary>
/// <remarks>The message says what was found and what was expected. How to go on depends on who asks: <see cref="Fault"/> tells a
/// program which case it is.</remarks>
/// <param name="fault">Which case.</param>
/// <param name="message">What was found, and what was expected.</param>
public sealed class RunException(RunFault fault, string message) : Exception(message)
{
    /// <summary>Which case.</summary>
    public RunFault Fault { get; } = fault;

    /// <summary>What was looked for, or the run's name.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Classes that the model was trained on and the images have not; empty where that is not the fault.</summary>
    public IReadOnlyList<string> MissingClasses { get; init; } = [];

    /// <summary>Classes of the images that the model has never seen; empty where that is not the fault.</summary>
    public IReadOnlyList<string> AddedClasses { get; init; } = [];
}

/// <summary>Why something cannot be done with a run.</summary>
public enum RunFault
{
    /// <summary>There is no such run.</summary>
    NotFound,

    /// <summary>The folder for a new run holds something already.</summary>
    FolderNotEmpty,

    /// <summary>The run has no checkpoint yet.</summary>
    NoCheckpoint,

    /// <summary>The run has trained before, and the checkpoint to go on from is lost; its best model is there.</summary>
    CheckpointLostBestKept,

    /// <summary>The run has trained before, and all its checkpoints are lost.</summary>
    CheckpointLost,

    /// <summary>The recipe in the run's folder is not the one that its checkpoint was trained by.</summary>
    RecipeChanged,

    /// <summary>The images are not those that the run was trained on, or not such as its model takes.</summary>
    OtherImages,

    /// <summary>The run has no fitted prior yet.</summary>
    NoFittedPrior,

    /// <summary>The model has codes in place of latent dimensions.</summary>
    CodesNotDimensions,

    /// <summary>The latent space has not two dimensions.</summary>
    NotAPlane,

    /// <summary>The model takes no labels.</summary>
    NoLabels,

    /// <summary>There is no q(z|x) that could be sampled, or no likelihood that could be estimated by such samples.</summary>
    NothingToSample,

    /// <summary>There is no such class, image or number of components.</summary>
    OutOfRange,

    /// <summary>The prior of such a model cannot be replaced by a fitted one.</summary>
    PriorNotFittable,

    /// <summary>The images that the run was trained on are not where they were.</summary>
    DataMoved,

    /// <summary>The folder has a recipe and no traces of a training: a model that was handed on, or a run that was ended before it
    /// began.</summary>
    NothingToResume,
}
