using System.Text.Json;
using VaeSharp.Cli;
using VaeSharp.Tests.Data;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

public sealed class DataCommandTests
{
    [Fact]
    public void The_list_names_every_known_data_set_with_its_size_and_licence()
    {
        Call call = Call.Of("data", "list");

        Assert.Equal(ExitCodes.Done, call.Code);
        Assert.Matches(@"(?m)^mnist\s+1×28×28\s+10\s+60,000\s+10,000\s+embedded", call.Output);
        Assert.Contains("cifar10", call.Output, StringComparison.Ordinal);
        Assert.Contains("folder:DIR", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_can_be_named_is_what_is_listed()
    {
        using JsonDocument list = JsonDocument.Parse(Call.Of("data", "list", "--json").Output);
        JsonElement sets = list.RootElement.GetProperty("dataSets");
        string?[] listed = [.. sets.EnumerateArray().Select(set => set.GetProperty("name").GetString())];

        string refusal = Call.Of("data", "verify", "x").Error;

        Assert.Contains($"expected {string.Join(", ", listed)}.", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void The_embedded_digits_are_sound_and_need_no_fetching()
    {
        Assert.Equal("embedded", Call.Of("data", "fetch", "mnist").Output.Trim());

        using JsonDocument report = JsonDocument.Parse(Call.Of("data", "verify", "mnist", "--json").Output);

        Assert.True(report.RootElement.GetProperty("isSound").GetBoolean());
        Assert.Equal(4, report.RootElement.GetProperty("files").GetArrayLength());
    }

    [Fact]
    public void A_damaged_copy_fails_and_the_file_is_named()
    {
        using var directory = new TemporaryDirectory();
        SyntheticFiles.WriteCifarDirectory(directory.Path, records: 3);
        directory.Write("data_batch_2.bin", [1, 2, 3]);

        Call call = Call.Of("data", "verify", "cifar10", "--data-dir", directory.Path);

        Assert.Equal(ExitCodes.Failed, call.Code);
        Assert.Matches(@"data_batch_2.bin\s+3\s+\S+\s+damaged", call.Output);
        Assert.Contains("not sound", call.Error, StringComparison.Ordinal);
    }
}
