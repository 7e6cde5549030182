using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Models;
using VaeSharp.Models.Likelihoods;
using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.Evaluation;

public sealed class ClassRangeTests
{
    [Fact]
    public void Images_of_a_class_that_the_model_does_not_know_are_refused_in_words()
    {
        ImageDataset known = Toys.Images(8, new ImageShape(1, 4, 4), classes: 3);
        ImageDataset unknown = Toys.Images(8, new ImageShape(1, 4, 4), classes: 5);
        Recipe recipe = Toys.Recipe(new ContinuousBernoulliOptions());
        using VariationalAutoencoder model = Toys.Model(recipe, known);

        var fault = Assert.Throws<ArgumentException>(() => ModelEvaluation.Evaluate(model, unknown, recipe, seed: 0));

        Assert.Contains("images of class 4; expected classes 0 to 2", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Classes_do_not_matter_to_a_model_without_labels()
    {
        ImageDataset known = Toys.Images(8, new ImageShape(1, 4, 4), classes: 3);
        Recipe recipe = Toys.Recipe(new ContinuousBernoulliOptions(), labels: LabelUse.None);
        using VariationalAutoencoder model = Toys.Model(recipe, known);

        Assert.Equal(8, ModelEvaluation.Evaluate(
            model, Toys.Images(8, new ImageShape(1, 4, 4), classes: 5), recipe, seed: 0).Bound.Images);
    }
}
