using VaeSharp.Data;
using VaeSharp.Evaluation;
using VaeSharp.Runs;
using VaeSharp.Tests.Cli;
using Xunit;

namespace VaeSharp.Tests.Evaluation;

public sealed class ImageScoresTests
{
    [Fact]
    public void The_mean_of_all_scores_is_the_reported_bound()
    {
        using var tiny = new TinyRun();
        using TrainedModel run = TrainedModel.Open(tiny.Location);
        ImageDataset test = tiny.Images().Test;

        ImageScores scores = ImageScores.Of(run.Model, test, run.Recipe, seed: 4);
        BoundReport bound = run.Evaluate(test, seed: 4).Bound;

        Assert.Equal(bound.NegativeElboNats!.Value, scores.TotalsNats.Average(), 1e-9);
        Assert.Equal(bound.RateNats!.Value, scores.RatesNats!.Average(), 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_area_under_roc_is_the_share_of_pairs_in_the_right_order(int seed)
    {
        uint state = (uint)seed;
        double[] typical = [.. Enumerable.Range(0, 40).Select(_ => (double)Next(12))]; // with many ties
        double[] strange = [.. Enumerable.Range(0, 30).Select(_ => (double)(5 + Next(11)))];

        double pairs = typical.Sum(low => strange.Sum(high => high > low ? 1 : high == low ? 0.5 : 0));

        Assert.Equal(pairs / (40 * 30), ImageScores.AreaUnderRoc(typical, strange), 1e-12);

        uint Next(uint bound) => (state = (state * 1664525) + 1013904223) / 65536 % bound; // any numbers will do
    }

    [Fact]
    public void The_area_is_one_where_all_strange_images_score_higher_and_a_half_where_none_differs()
    {
        Assert.Equal(1, ImageScores.AreaUnderRoc([1, 2, 3], [4, 5]));
        Assert.Equal(0, ImageScores.AreaUnderRoc([4, 5], [1, 2, 3]));
        Assert.Equal(0.5, ImageScores.AreaUnderRoc([7, 7], [7]));
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(1, 25)]
    [InlineData(2, 75)]
    [InlineData(9, 100)]
    public void A_percentile_counts_the_references_that_score_at_most_as_much(double score, double percent)
    {
        Assert.Equal(percent, ImageScores.Percentile(score, [1, 2, 2, 4]));
    }

    [Fact]
    public void Found_labels_do_not_depend_on_those_that_the_images_came_with()
    {
        using var tiny = new TinyRun();
        using TrainedModel run = TrainedModel.Open(tiny.Location);
        ImageDataset test = tiny.Images().Test;
        var unlabelled = new ImageDataset(test.Name, test.Shape, test.Pixels, new byte[test.Count], test.ClassNames);

        Assert.Equal(
            FoundLabels.Of(run.Model, test, run.Recipe, seed: 1), FoundLabels.Of(run.Model, unlabelled, run.Recipe, seed: 1));
    }

    [Fact]
    public void A_model_that_has_learned_digits_by_label_finds_the_labels_of_nearly_all()
    {
        using TrainedModel run = TrainedModel.Open(Path.Combine(AppContext.BaseDirectory, "models", "mnist"));
        ImageDataset test = run.Images().Test.Take(100);

        byte[] found = FoundLabels.Of(run.Model, test, run.Recipe, seed: 1);

        Assert.InRange(found.Zip(test.Labels).Count(pair => pair.First == pair.Second), 90, 100);
    }

    [Fact]
    public void The_nearest_image_to_each_is_itself_and_further_ones_lie_further()
    {
        using var tiny = new TinyRun();
        using TrainedModel run = TrainedModel.Open(tiny.Location);
        Encodings all = run.Encode(tiny.Images().Test);

        for (int i = 0; i < all.Count; i++)
        {
            IReadOnlyList<NearImage> near = NearestImages.Of(all, i, all, count: 5);
            Assert.Equal(0, near[0].Distance);
            Assert.Equal(near.Select(n => n.Distance).Order(), near.Select(n => n.Distance));
            Assert.Contains(near, n => n.Index == i || n.Distance == 0);
        }
    }

    [Fact]
    public void Distances_are_those_between_posterior_means()
    {
        var encodings = new Encodings(2, [0, 0, 3, 4, 1, 0], null, new byte[3], [0, 0]);

        Assert.Equal([new(0, 0), new(2, 1), new(1, 5)], NearestImages.Of(encodings, 0, encodings, 9));
    }

    [Fact]
    public void Codes_are_compared_by_how_many_differ()
    {
        var encodings = new Encodings(1, [0, 0, 0], null, new byte[3], [0]) { Codes = [1, 2, 3, 1, 2, 9, 7, 8, 9] };

        Assert.Equal([new(0, 0), new(1, 1), new(2, 3)], NearestImages.Of(encodings, 0, encodings, 9));
    }
}
