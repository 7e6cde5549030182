using System.Reflection;
using VaeSharp.Models;
using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>What users of the library can see is what they need.</summary>
/// <remarks>Which members those are is held by PublicAPI.Shipped.txt and PublicAPI.Unshipped.txt, beside the project.</remarks>
public sealed class PublicTypeTests
{
    private const int Most = 150;

    private static readonly Assembly Library = typeof(Elbo).Assembly;

    [Fact]
    public void There_are_at_most_150_public_types()
    {
        Type[] found = Library.GetExportedTypes(); // nested ones too
        Assert.True(found.Length <= Most, $"{found.Length} public types; {Most} are expected at most.");
    }

    [Fact]
    public void Every_choice_is_public_because_recipes_are_composed_in_code()
    {
        Type[] choices = [.. Library.GetTypes().Where(type => type.IsSubclassOf(typeof(Choice)))];
        Assert.NotEmpty(choices);
        Assert.All(choices, type => Assert.True(type.IsPublic, type.FullName));
    }
}
