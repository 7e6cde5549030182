using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using VaeSharp.Models;
using VaeSharp.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.House;

/// <summary>Shapes and names of the types.</summary>
public sealed partial class TypeTests
{
    private static readonly Assembly Library = typeof(Elbo).Assembly;

    [Fact]
    public void Every_class_is_sealed_or_abstract_or_static() =>
        Assert.Empty(Written(Library).Where(type => type is { IsClass: true, IsSealed: false, IsAbstract: false })
            .Select(type => type.FullName));

    // A module subclass that adds layers would lose them silently: its base has registered its own already.
    [Fact]
    public void Every_module_is_sealed_or_abstract()
    {
        Type[] modules = [.. Library.GetTypes().Where(typeof(nn.Module).IsAssignableFrom)];
        Assert.NotEmpty(modules);
        Assert.All(modules, type => Assert.True(type.IsSealed || type.IsAbstract, type.FullName));
    }

    // Only fields that a module had when it registered are in its checkpoint.
    [Fact]
    public void An_abstract_module_holds_no_module_and_no_tensor() =>
        Assert.Empty(
            from type in Library.GetTypes()
            where typeof(nn.Module).IsAssignableFrom(type) && type.IsAbstract
            from field in type.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
            where typeof(nn.Module).IsAssignableFrom(field.FieldType) || typeof(Tensor).IsAssignableFrom(field.FieldType)
            select $"{type.Name}.{field.Name}");

    [Fact]
    public void Every_likelihood_has_a_file_of_its_own() =>
        Assert.All(
            Library.GetTypes().Where(type => type.IsSubclassOf(typeof(PixelDistribution))),
            type => Assert.True(
                File.Exists(Repository.Absolute($"src/VaeSharp/Nn/Distributions/{type.Name}.cs")), type.Name));

    [Fact]
    public void No_type_has_a_name_that_says_nothing() =>
        Assert.Empty(Written(Library).Concat(Written(typeof(TypeTests).Assembly))
            .Where(type => EmptyName().IsMatch(type.Name) || type.Name == nameof(VaeSharp)).Select(type => type.FullName));

    internal static IEnumerable<Type> Written(Assembly assembly) => assembly.GetTypes().Where(type =>
        type.Namespace?.StartsWith(nameof(VaeSharp), StringComparison.Ordinal) == true
        && !type.Name.Contains('<', StringComparison.Ordinal)
        && !type.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false));

    [GeneratedRegex("Helper|Utils?$|Utilities|Manager|^Base[A-Z]|[a-z]Base(`|$)|[a-z]2$")]
    private static partial Regex EmptyName();
}
