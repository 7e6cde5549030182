using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>Tests say what is true, in a sentence.</summary>
public sealed partial class TestNameTests
{
    [Fact]
    public void A_test_is_named_by_a_sentence() =>
        Assert.Empty(
            from type in typeof(TestNameTests).Assembly.GetTypes()
            from method in type.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly)
            where method.IsDefined(typeof(FactAttribute)) && !Sentence().IsMatch(method.Name)
            select $"{type.Name}.{method.Name}");

    [Fact]
    public void No_test_is_skipped() =>
        Assert.Empty(
            from type in typeof(TestNameTests).Assembly.GetTypes()
            from method in type.GetMethods()
            where method.GetCustomAttribute<FactAttribute>() is { Skip: not null }
            select $"{type.Name}.{method.Name}");

    [GeneratedRegex(@"\A[A-Z0-9]\w*(_\w+){2,}\z")]
    private static partial Regex Sentence();
}
