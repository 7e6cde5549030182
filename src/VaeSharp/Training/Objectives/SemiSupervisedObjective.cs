using System.ComponentModel.DataAnnotations;
using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using VaeSharp.Models.Transforms;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>Labels for some of the images, a classifier for the others: Kingma et al. 2014, "M2".</summary>
/// <param name="Labelled">How many training images keep their label: equally many of each class, chosen by the seed.</param>
/// <param name="LabelledBatch">How many of them each step sees, beside <c>training.batch</c> others.</param>
/// <param name="LabelledWeight">Of the bound with the label, beside that of the others.</param>
/// <param name="ClassifierWeight">α: of −log q(y|x) where y is known, beside the bound of the others.</param>
/// <param name="ClassifierNoise">σ of Gaussian noise on what the classifier sees in training.</param>
/// <param name="ClassifierShift">The most pixels by which what it sees is moved along each axis in training.</param>
/// <param name="WarmupEpochs">Epochs in which only labels teach the classifier, until the bound knows classes.</param>
/// <param name="Classifier">The network of q(y|x); that of the encoder where null.</param>
[Choice("m2", "Semi-supervised: labels for some images, a classifier for the others", "Kingma et al. 2014", Bound = "none", Order = 15)]
public sealed record SemiSupervisedOptions(
    [property: Range(1, 1_000_000)] int Labelled,
    [property: Range(1, 65_536)] int LabelledBatch,
    [property: Range(0.0, 1e6)] double LabelledWeight = 1,
    [property: Range(0.0, 1e6)] double ClassifierWeight = 1,
    [property: Range(0.0, 2.0)] double ClassifierNoise = 0,
    [property: Range(0, 64)] int ClassifierShift = 0,
    [property: Range(0.0, 10_000.0)] double WarmupEpochs = 0,
    NetworkOptions? Classifier = null) : ObjectiveOptions
{
    /// <inheritdoc/>
    public override bool NeedsWholeBatch => true;

    /// <inheritdoc/>
    public override string? WeightedByLikelihood => "classes";

    /// <inheritdoc/>
    public override bool NeedsOneLayer => false;

    /// <inheritdoc/>
    public override string? AgainstCodes => "its codebook would be updated with the encodings of every class, however improbable";

    /// <inheritdoc/>
    internal override LabelledPart? PartWithLabels => new(Labelled, LabelledBatch);

    /// <inheritdoc/>
    internal override IReadOnlyList<ImageTransform> ClassifierTransforms =>
    [
        .. ClassifierShift > 0 ? (ImageTransform[])[new Shift(ClassifierShift)] : [],
        .. ClassifierNoise > 0 ? (ImageTransform[])[new AddNoise(ClassifierNoise)] : [],
    ];

    /// <inheritdoc/>
    /// <remarks>Each image without a label goes through the model once for every class.</remarks>
    internal override (double Encoded, double Decoded) PassesPerImage(int classes) => (classes, classes);

    /// <inheritdoc/>
    public override NetworkOptions? ClassifierIn(Recipe recipe) => Classifier ?? recipe.Networks;

    /// <inheritdoc/>
    public override string? FaultIn(Recipe recipe) => recipe.Labels != LabelUse.Both
        ? $"the objective '{Kind}' evaluates encoder and decoder for each class. Set labels to 'both'."
        : LabelledBatch > Labelled
        ? $"objective.labelledBatch is {LabelledBatch}, and only {Labelled} images keep their label (objective.labelled)."
        : null;

    /// <inheritdoc/>
    public override Objective Create(ObjectiveInputs inputs) => new SemiSupervisedObjective(this);
}

/// <summary>Labels for some of the images: the bound with the label, the bound over all labels, and a classifier.</summary>
/// <remarks>
/// Where the label is known, L(x, y) = −ELBO(x, y) − log p(y) and −log q(y|x); where not, U(x) of
/// <see cref="UnlabelledBound"/>. Source: Kingma, Mohamed, Rezende &amp; Welling 2014, equations 6 to 9, "M2". See
/// docs/theory.md#labels-for-some.
/// </remarks>
internal sealed class SemiSupervisedObjective(SemiSupervisedOptions choice) : Objective
{
    /// <inheritdoc/>
    /// <remarks>The batch begins with the images whose labels are known, as many as it has labels.</remarks>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor encoderInput, RandomStream random, double epoch)
    {
        int known = (int)batch.Labels.shape[0];
        Tensor shown = ImageTransform.ApplyAll(choice.ClassifierTransforms, encoderInput, random);
        Classifier classifier = model.Classifier
            ?? throw new ArgumentException("The model has no classifier; make it from a recipe with this objective.", nameof(model));
        Tensor logClasses = classifier.call(shown); // [B, classes]

        Tensor guess = epoch < choice.WarmupEpochs ? logClasses[known..].detach() : logClasses[known..];

        Elbo labelled = model.Elbo(batch.X[..known], batch.Labels, random, encoderInput[..known]);
        Tensor withLabel = Math.Log(model.Shape.Classes) - labelled.Value.mean(); // L(x, y)
        Tensor name = -logClasses[..known].gather(1, batch.Labels.unsqueeze(1)).mean(); // −log q(y|x)

        // −U(x)
        Elbo unlabelled = UnlabelledBound.Of(
            model, batch.X[known..], guess, random, ReferenceEquals(encoderInput, batch.X) ? null : encoderInput[known..]);
        Tensor loss = (choice.LabelledWeight * withLabel) + (choice.ClassifierWeight * name) - unlabelled.Value.mean();
        return new ObjectiveValue(loss, unlabelled);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => 1;
}
