using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using static TorchSharp.torch;

namespace VaeSharp.Training.Objectives;

/// <summary>Labels for some of the images: the bound with the label, the bound over all labels, and a classifier.</summary>
/// <remarks>
/// Where the label is known, L(x, y) = −ELBO(x, y) − log p(y) and −log q(y|x); where not, U(x) of
/// <see cref="UnlabelledBound"/>. Source: Kingma, Mohamed, Rezende &amp; Welling 2014, equations 6 to 9, "M2". See
/// docs/theory.md#labels-for-some.
/// </remarks>
public sealed class SemiSupervisedObjective(SemiSupervisedChoice choice) : Objective
{
    /// <inheritdoc/>
    /// <remarks>The batch begins with the images whose labels are known, as many as it has labels.</remarks>
    public override ObjectiveValue Evaluate(
        VariationalAutoencoder model, ImageBatch batch, Tensor seen, RandomStream random, double epoch)
    {
        int known = (int)batch.Labels.shape[0];
        Tensor shown = choice.ClassifierShift > 0 ? ImageShift.Random(seen, choice.ClassifierShift, random) : seen;
        shown = choice.ClassifierNoise > 0 ? shown + (choice.ClassifierNoise * random.Normal(seen.shape)) : shown;
        Classifier classifier = model.Classifier
            ?? throw new ArgumentException("The model has no classifier; make it from a recipe with this objective.", nameof(model));
        Tensor logClasses = classifier.call(shown); // [B, classes]

        Tensor guess = epoch < choice.WarmupEpochs ? logClasses[known..].detach() : logClasses[known..];

        Elbo labelled = model.Elbo(batch.X[..known], batch.Labels, random, seen[..known]);
        Tensor withLabel = Math.Log(model.Shape.Classes) - labelled.Value.mean(); // L(x, y)
        Tensor name = -logClasses[..known].gather(1, batch.Labels.unsqueeze(1)).mean(); // −log q(y|x)

        // −U(x)
        Elbo unlabelled = UnlabelledBound.Of(
            model, batch.X[known..], guess, random, ReferenceEquals(seen, batch.X) ? null : seen[known..]);
        Tensor loss = (choice.LabelledWeight * withLabel) + (choice.ClassifierWeight * name) - unlabelled.Value.mean();
        return new ObjectiveValue(loss, unlabelled);
    }

    /// <inheritdoc/>
    public override double RateWeight(double epoch) => 1;
}
