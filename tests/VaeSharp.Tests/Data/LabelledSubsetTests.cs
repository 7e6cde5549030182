using VaeSharp.Data;
using Xunit;

namespace VaeSharp.Tests.Data;

public sealed class LabelledSubsetTests
{
    private static readonly byte[] Labels = [.. Enumerable.Range(0, 500).Select(i => (byte)(i % 7 == 0 ? 2 : i % 2))];

    [Theory]
    [InlineData(30, 10, 10, 10)]
    [InlineData(3, 1, 1, 1)]
    [InlineData(20, 7, 7, 6)]
    public void Equally_many_of_each_class_are_chosen_once(int count, int first, int second, int third)
    {
        int[] chosen = LabelledSubset.Choose(Labels, 3, count, seed: 4);

        Assert.Equal(count, chosen.Distinct().Count());
        Assert.Equal([first, second, third], Enumerable.Range(0, 3).Select(c => chosen.Count(i => Labels[i] == c)));
    }

    [Fact]
    public void The_choice_is_a_function_of_the_seed()
    {
        int[] one = LabelledSubset.Choose(Labels, 3, 30, seed: 4);

        Assert.Equal(one, LabelledSubset.Choose(Labels, 3, 30, seed: 4));
        Assert.NotEqual(one, LabelledSubset.Choose(Labels, 3, 30, seed: 5));
    }

    [Fact]
    public void A_class_with_too_few_images_is_named()
    {
        var fault = Assert.Throws<ArgumentException>(() => LabelledSubset.Choose(Labels, 3, 300, seed: 4));

        Assert.Contains("class 2 has 28 too few among 500 images", fault.Message, StringComparison.Ordinal);
    }
}
