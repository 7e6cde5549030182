using System.CommandLine;
using VaeSharp.Cli;
using Xunit;

namespace VaeSharp.Tests.Cli;

public sealed class VaeCommandTests
{
    [Theory]
    [InlineData(0, 80)]
    [InlineData(-1, 80)]
    [InlineData(40, 40)]
    [InlineData(300, 110)]
    public void Help_is_as_wide_as_the_screen_and_80_columns_where_it_says_nothing(int screen, int columns) =>
        Assert.Equal(columns, VerbHelp.Columns(screen));

    [Fact]
    public void Help_names_the_models_that_come_along() =>
        Assert.Contains("shipped:mnist-2d", Call.Of("--help").Output, StringComparison.Ordinal);

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(110)]
    public void Recipes_in_help_are_no_wider_than_it(int columns) =>
        Assert.All(RecipeList.Text(columns).Split(Environment.NewLine), row => Assert.InRange(row.Length, 1, columns));

    private static readonly Terminal Silence = new(TextWriter.Null, TextWriter.Null);

    [Theory]
    [InlineData("doctr", "'vae' has no verb 'doctr' (did you mean 'doctor'?).")]
    [InlineData("doctor --jsn", "'vae doctor' has no option '--jsn' (did you mean '--json'?).")]
    [InlineData("doctor --verbosity=3", "'vae doctor' has no option '--verbosity'.")]
    [InlineData("doctor now", "'vae doctor' does not take the argument 'now'.")]
    [InlineData("completion --colour", "'vae completion' has no option '--colour'.")]
    [InlineData("completion bsh", "SHELL is 'bsh' (did you mean 'bash'?); expected bash, zsh, pwsh.")]
    [InlineData("data", "'vae data' needs one of: list, fetch, verify.")]
    [InlineData("data fetch cifar", "NAME is 'cifar' (did you mean 'cifar10'?)")]
    public void A_wrong_call_says_what_is_wrong_and_where_to_look(string line, string message)
    {
        Call call = Call.Of(line.Split(' '));

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains(message, call.Error, StringComparison.Ordinal);
        Assert.Contains("--help'", call.Error, StringComparison.Ordinal);
        Assert.Empty(call.Output);
    }

    [Fact]
    public void An_at_sign_reads_no_file()
    {
        Call call = Call.Of("completion", "@/etc/hostname");

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("SHELL is '@/etc/hostname'", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Without_arguments_the_help_is_shown()
    {
        Call call = Call.Of();

        Assert.Equal(ExitCodes.Done, call.Code);
        Assert.Equal(Call.Of("--help"), call);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_verb_has_a_help_with_a_description_and_an_example(string path)
    {
        Call call = Call.Of([.. path.Split(' '), "--help"]);

        Assert.Equal(ExitCodes.Done, call.Code);
        Assert.Empty(call.Error);
        Assert.Contains("Description:", call.Output, StringComparison.Ordinal);
        Assert.Matches($"Examples?:\\s+vae {path}", call.Output);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_example_in_a_help_is_a_call_that_can_be_tried(string path)
    {
        RootCommand root = VaeCommand.Create(Silence);
        foreach (string example in Leaf(root, path).Examples)
        {
            ParseResult parsed = root.Parse(example.Split('>')[0].Trim()["vae ".Length..]);

            Assert.Empty(UsageErrors.In(parsed));
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Every_option_says_what_it_does(string path)
    {
        Verb verb = Leaf(VaeCommand.Create(Silence), path);

        Assert.All(verb.Options, option => Assert.EndsWith(".", option.Description, StringComparison.Ordinal));
        Assert.All(verb.Arguments, argument => Assert.False(string.IsNullOrEmpty(argument.Description)));
    }

    public static TheoryData<string> Verbs() => [.. Leaves(VaeCommand.Create(Silence), "")];

    private static IEnumerable<string> Leaves(Command command, string path) => command.Subcommands.Count == 0
        ? [path.Trim()]
        : command.Subcommands.SelectMany(verb => Leaves(verb, $"{path} {verb.Name}"));

    private static Verb Leaf(Command root, string path) => (Verb)path.Split(' ')
        .Aggregate(root, (command, name) => command.Subcommands.Single(verb => verb.Name == name));

    [Theory]
    [InlineData("gpu")]
    [InlineData("cuda:x")]
    [InlineData("")]
    public void A_device_that_is_none_anywhere_is_wrong_usage(string device)
    {
        Call call = Call.Of("train", "mnist", "--device", device, "--run", "never-made");

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("expected cpu, cuda, cuda:N or mps", call.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("0.1")]
    [InlineData("5d")]
    public void A_time_between_saves_that_is_none_is_wrong_usage(string time)
    {
        Call call = Call.Of("train", "mnist", "--save-every", time, "--run", "never-made");

        Assert.Equal(ExitCodes.WrongUsage, call.Code);
        Assert.Contains("--save-every", call.Error, StringComparison.Ordinal);
    }
}
