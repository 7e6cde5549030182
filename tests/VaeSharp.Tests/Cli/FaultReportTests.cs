using VaeSharp.Cli;
using VaeSharp.Data;
using VaeSharp.Engine;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Cli;

public sealed class FaultReportTests
{
    public static TheoryData<Exception, int> Faults() => new()
    {
        { new UsageException("x"), 2 },
        { new ArgumentException("x", "name"), 2 },
        { new LibTorchException("x"), 3 },
        { new DatasetUnavailableException("x"), 3 },
        { new StorageFormatException("a", "b", "c"), 1 },
        { new IOException("x"), 1 },
        { new InvalidOperationException("x"), 1 },
        { new OperationCanceledException(), 130 },
        { new TypeInitializationException("T", new LibTorchException("x")), 3 },
        { new AggregateException(new DatasetUnavailableException("x")), 3 },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_kind_of_fault_has_its_exit_code(Exception fault, int code) =>
        Assert.Equal(code, FaultReport.Write(fault, new Terminal(TextWriter.Null, TextWriter.Null)));

    [Theory]
    [InlineData("The batch is empty.\nException raised from add at x.cpp:5\nframe #0: y", "The batch is empty.")]
    [InlineData("Plain.", "Plain.")]
    public void A_fault_is_one_line_on_standard_error(string message, string shown)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();

        FaultReport.Write(new InvalidOperationException(message), new Terminal(output, error));

        Assert.Single(error.ToString().Trim().Split('\n'));
        Assert.Contains(shown, error.ToString(), StringComparison.Ordinal);
        Assert.Empty(output.ToString());
    }

    [Fact]
    public void Control_characters_of_a_file_never_reach_the_screen()
    {
        using var error = new StringWriter();

        FaultReport.Write(new IOException("There is no key '\u001b[31mred\u0007\u009b\u202e'."), new Terminal(TextWriter.Null, error));

        Assert.Equal(@"vae: There is no key '\u001b[31mred\u0007\u009b\u202e'.", error.ToString().Trim());
    }

    [Fact]
    public void A_value_that_stands_in_the_message_is_not_told_twice()
    {
        using var error = new StringWriter();

        FaultReport.Write(new ArgumentOutOfRangeException("count", 3, "The count 3 is too small."), new Terminal(TextWriter.Null, error));

        Assert.Equal("vae: The count 3 is too small.", error.ToString().Trim());
    }

    [Fact]
    public void A_name_of_a_parameter_is_kept_from_the_user()
    {
        using var error = new StringWriter();

        var fault = new ArgumentException("There is no data set 'x'.", "request");
        FaultReport.Write(fault, new Terminal(TextWriter.Null, error));

        Assert.Equal("vae: There is no data set 'x'.", error.ToString().Trim());
    }
}
