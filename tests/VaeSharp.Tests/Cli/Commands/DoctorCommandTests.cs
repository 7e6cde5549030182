using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Cli.Commands;
using VaeSharp.Cli.Diagnosis;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

public sealed class DoctorCommandTests
{
    private static readonly Finding Good = new("cores", "cores", "2", 2);
    private static readonly Finding Broken = new("libtorch", "libtorch", "does not load", null, Health.Broken, "Do x.");

    [Fact]
    public void A_machine_that_cannot_train_ends_with_3_and_says_what_to_do()
    {
        using var output = new StringWriter();

        int code = DoctorCommand.Report([Good, Broken], json: false, new Terminal(output, TextWriter.Null));

        Assert.Equal(ExitCodes.MachineLacks, code);
        Assert.Contains("libtorch: Do x.", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_has_each_finding_by_its_key()
    {
        using var output = new StringWriter();

        int code = DoctorCommand.Report([Good], json: true, new Terminal(output, TextWriter.Null));

        using JsonDocument answer = JsonDocument.Parse(output.ToString());
        Assert.Equal(ExitCodes.Done, code);
        Assert.True(answer.RootElement.GetProperty("canTrain").GetBoolean());
        Assert.Equal(2, answer.RootElement.GetProperty("cores").GetInt32());
    }

    [Fact]
    public void This_machine_can_train()
    {
        Call call = Call.Of("doctor", "--json");

        using JsonDocument answer = JsonDocument.Parse(call.Output);
        Assert.Equal(ExitCodes.Done, call.Code);
        Assert.True(answer.RootElement.GetProperty("freeDiskBytes").GetInt64() > 0);
    }
}
