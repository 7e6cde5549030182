using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using VaeSharp.Models.Judges;
using VaeSharp.Models.Recipes;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>Recipes: every number is bounded, and docs/recipes.md says of every key what the code says.</summary>
public sealed partial class RecipeRecordTests
{
    private static readonly string Document = File.ReadAllText(Repository.Absolute("docs/recipes.md"));

    public static TheoryData<string, string> Keys()
    {
        var data = new TheoryData<string, string>();
        foreach ((Type type, ParameterInfo parameter) in Parameters())
        {
            data.Add(type.Name, parameter.Name!);
        }

        return data;
    }

    public static TheoryData<string> Kinds() =>
    [
        .. ChoiceCatalog.All.Select(choice => choice.Kind)
            .Concat(Parameters().Select(p => p.Parameter.ParameterType).Where(type => type.IsEnum)
                .SelectMany(Enum.GetNames).Select(name => WordStart().Replace(name, "-").ToLowerInvariant()))
            .Distinct(),
    ];

    [Fact]
    public void Every_number_of_a_recipe_has_a_range() =>
        Assert.Empty(Parameters().Where(p => IsNumber(p.Parameter.ParameterType) && Range(p.Type, p.Parameter) is null)
            .Select(p => $"{p.Type.Name}.{p.Parameter.Name}"));

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_key_is_documented_with_its_range_and_default(string record, string name)
    {
        (Type type, ParameterInfo parameter) = Parameters().Single(p => p.Type.Name == record && p.Parameter.Name == name);
        string key = char.ToLowerInvariant(name[0]) + name[1..];
        string[] rows =
        [
            .. Document.Split('\n')
                .Where(line => Row().Match(line) is { Success: true } match && match.Groups[1].Value == key),
        ];
        Assert.True(rows.Length > 0, $"docs/recipes.md has no table row for `{key}` of {record}.");
        string bounds = Range(type, parameter) is { } range ? $"{Text(range.Minimum)} … {Text(range.Maximum)}" : "";
        string standard = parameter.HasDefaultValue ? Text(parameter.DefaultValue) : "required";
        Assert.True(
            rows.Any(row => Cells(row) is [_, var found, var given, ..]
                && found.Contains(bounds, StringComparison.Ordinal) && given == standard),
            $"docs/recipes.md: no row of `{key}` says '{bounds}' and '{standard}', as {record} does: "
            + string.Join('\n', rows));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_value_that_a_recipe_may_name_is_documented(string kind) =>
        Assert.Contains($"`{kind}`", Document, StringComparison.Ordinal);

    private static string[] Cells(string row) => [.. row.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];

    // What stands outside of the five choices, and every kind of these.
    private static IEnumerable<Type> Records() =>
        ChoiceCatalog.Kinds.All.Select(kind => kind.Type)
            .Concat([typeof(Recipe), typeof(DataOptions), typeof(Corruption), typeof(TrainingOptions)])
            .Concat([typeof(JudgeRecipe), typeof(JudgeData), typeof(JudgeOptions), typeof(JudgeTraining)]);

    private static IEnumerable<(Type Type, ParameterInfo Parameter)> Parameters() =>
        from type in Records()
        from parameter in ChoiceKind.Parameters(type)
        select (type, parameter);

    private static RangeAttribute? Range(Type type, ParameterInfo parameter)
    {
        for (Type? owner = type; owner is not null; owner = owner.BaseType)
        {
            PropertyInfo? property = owner.GetProperty(
                parameter.Name!, BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
            if (property?.GetCustomAttribute<RangeAttribute>() is { } range)
            {
                return range;
            }
        }

        return null;
    }

    private static bool IsNumber(Type type) => type.IsGenericType && typeof(IEnumerable).IsAssignableFrom(type)
        ? IsNumber(type.GetGenericArguments()[0])
        : (Nullable.GetUnderlyingType(type) ?? type) is { IsPrimitive: true } plain && plain != typeof(bool);

    private static string Text(object? value) => value switch
    {
        null => "null",
        bool flag => flag ? "true" : "false",
        Enum name => $"`{WordStart().Replace(name.ToString(), "-").ToLowerInvariant()}`",
        double number and (> 0 and < 1e-4 or >= 1e7) => number.ToString("0e0", CultureInfo.InvariantCulture),
        double number => number.ToString("0.######", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString()!,
    };

    [GeneratedRegex(@"^\| *`([A-Za-z0-9.]+)` *\|")]
    private static partial Regex Row();

    [GeneratedRegex("(?<=[a-z])(?=[A-Z])")]
    private static partial Regex WordStart();
}
