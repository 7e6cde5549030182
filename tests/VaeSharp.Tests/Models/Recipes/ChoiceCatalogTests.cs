using System.ComponentModel.DataAnnotations;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.Models.Recipes;

/// <summary>A program's own choices: what can be none is refused with the reason, and nothing is registered then.</summary>
public sealed class ChoiceCatalogTests
{
    [Fact]
    public void The_kind_of_a_choice_of_the_library_is_taken() => Refused<SecondMixtureOptions>("Give it a kind of its own");

    [Fact]
    public void A_choice_that_is_there_is_not_registered_again() =>
        Refused<VaeSharp.Models.Priors.MixtureOptions>("is registered already");

    [Fact]
    public void A_number_needs_a_range() => Refused<RangelessOptions>("a number without a range");

    [Fact]
    public void A_key_has_a_type_that_recipes_know() => Refused<DatedOptions>("a key of a recipe is a whole number");

    [Fact]
    public void A_kind_is_of_lower_case_words() => Refused<ShoutedOptions>("lower-case words with hyphens");

    [Fact]
    public void A_choice_says_its_kind() => Refused<NamelessOptions>("has no ChoiceAttribute");

    [Fact]
    public void What_is_none_of_the_five_choices_is_refused() => Refused<SixthOptions>("none of the five choices");

    [Fact]
    public void The_plainest_of_each_choice_comes_first() => Assert.Equal(
        ["mlp", "diagonal-gaussian", "standard-normal", "bernoulli", "elbo"],
        ChoiceCatalog.All.GroupBy(choice => choice.Choice).Select(choices => choices.First().Kind));

    [Fact]
    public void Every_place_in_a_list_is_taken_once() => Assert.All(
        ChoiceCatalog.Kinds.All.GroupBy(kind => kind.Family),
        kinds => Assert.Equal(Enumerable.Range(1, kinds.Count()), kinds.Select(kind => kind.Note.Order)));

    private static void Refused<T>(string reason)
        where T : Choice
    {
        IReadOnlyList<ChoiceListing> before = ChoiceCatalog.All;

        var fault = Assert.Throws<InvalidOperationException>(ChoiceCatalog.Register<T>);

        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.Equal(before, ChoiceCatalog.All);
    }

    public abstract record TestedPrior : PriorOptions
    {
        public override Prior Create(PriorInputs inputs) => throw new InvalidOperationException("Only registered.");
    }

    [Choice("mixture", "Taken", "Nobody 2020")]
    public sealed record SecondMixtureOptions : TestedPrior;

    [Choice("rangeless", "A number", "Nobody 2020")]
    public sealed record RangelessOptions(int Count = 1) : TestedPrior;

    [Choice("dated", "A date", "Nobody 2020")]
    public sealed record DatedOptions(DateTime Day, [property: Range(1, 2)] int Count = 1) : TestedPrior;

    [Choice("Shouted", "A capital", "Nobody 2020")]
    public sealed record ShoutedOptions : TestedPrior;

    public sealed record NamelessOptions : TestedPrior;

    [Choice("sixth", "No family", "Nobody 2020")]
    public sealed record SixthOptions : Choice;
}
