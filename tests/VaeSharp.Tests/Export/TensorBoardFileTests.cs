using VaeSharp.Data;
using VaeSharp.Export;
using VaeSharp.Imaging;
using Xunit;

namespace VaeSharp.Tests.Export;

public sealed class TensorBoardFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("events").FullName;

    private string FilePath => Path.Combine(_directory, TensorBoardFile.FileName);

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void The_first_record_names_the_format()
    {
        TensorBoardFile.Create(FilePath, 1700000000.25).Dispose();
        PlainEvent first = Assert.Single(EventReading.ReadAll(FilePath));
        Assert.Equal(("brain.Event:2", 1700000000.25, 0L), (first.FileVersion, first.WallTime, first.Step));
    }

    [Fact]
    public void A_scalar_is_read_back_by_an_independent_reader()
    {
        using (TensorBoardFile file = TensorBoardFile.Create(FilePath, 1))
        {
            file.AddScalar("loss/training", 123.5f, 7_000_000_000, 2.5);
            file.AddScalar("loss/validation", float.NaN, 0, 3);
        }

        List<PlainEvent> events = EventReading.ReadAll(FilePath);
        Assert.Equal(
            ("loss/training", 123.5f, 7_000_000_000, 2.5),
            (events[1].Tag, events[1].Value, events[1].Step, events[1].WallTime));
        Assert.True(float.IsNaN(events[2].Value));
    }

    [Fact]
    public void A_picture_is_the_png_with_its_size()
    {
        byte[] png = new ImageMosaic(new ImageShape(1, 4, 5), [new byte[20], new byte[20]], 2).ToPng();
        using (TensorBoardFile file = TensorBoardFile.Create(FilePath, 1))
        {
            file.AddImage("samples", png, 3, 2);
        }

        PlainEvent picture = EventReading.ReadAll(FilePath)[1];
        Assert.Equal((4L, 10L), (picture.Height, picture.Width));
        Assert.Equal(png, picture.Png);
    }

    [Fact]
    public void Hyperparameters_are_the_table_that_an_independent_reader_finds()
    {
        using (TensorBoardFile file = TensorBoardFile.Create(FilePath, 1))
        {
            file.AddHyperparameters(new Dictionary<string, object> { ["epochs"] = 20.0, ["kind"] = "mlp", ["flip"] = true }, 2);
        }

        PlainEvent found = EventReading.ReadAll(FilePath)[1];
        Assert.Equal(("_hparams_/session_start_info", "hparams", 0L), (found.Tag, found.Plugin, found.Step));
        Assert.Equal(
            new Dictionary<string, string> { ["epochs"] = "20", ["flip"] = "true", ["kind"] = "mlp" },
            EventReading.Hyperparameters(found.PluginContent));
    }

    [Fact]
    public void Resuming_gives_the_bytes_of_a_run_that_was_never_interrupted()
    {
        WriteSteps(0, 10);
        byte[] whole = File.ReadAllBytes(FilePath);

        WriteSteps(0, 8);
        using (TensorBoardFile file = TensorBoardFile.OpenAppend(FilePath, keepThroughStep: 5, wallTime: 99))
        {
            AddSteps(file, 6, 10);
        }

        Assert.Equal(whole, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void A_torn_record_at_the_end_is_dropped_wherever_it_is_torn()
    {
        WriteSteps(0, 2);
        byte[] two = File.ReadAllBytes(FilePath);
        WriteSteps(0, 3);
        byte[] three = File.ReadAllBytes(FilePath);
        for (int length = two.Length; length < three.Length; length++)
        {
            File.Delete(FilePath);
            using (FileStream torn = File.Create(FilePath))
            {
                torn.Write(three.AsSpan(0, length));
            }

            TensorBoardFile.OpenAppend(FilePath, 100, 99).Dispose();
            Assert.Equal(two, File.ReadAllBytes(FilePath));
        }
    }

    [Fact]
    public void A_missing_or_empty_file_is_started()
    {
        TensorBoardFile.OpenAppend(FilePath, -1, 4).Dispose();
        byte[] started = File.ReadAllBytes(FilePath);
        File.Create(FilePath).Dispose();
        TensorBoardFile.OpenAppend(FilePath, -1, 4).Dispose();
        Assert.Equal(started, File.ReadAllBytes(FilePath));
        Assert.Single(EventReading.ReadAll(FilePath));
    }

    [Fact]
    public void A_file_of_another_kind_is_refused_and_left_alone()
    {
        byte[] other = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        using (FileStream file = File.Create(FilePath))
        {
            file.Write(other);
        }

        string message = Assert.Throws<InvalidDataException>(() => TensorBoardFile.OpenAppend(FilePath, 1, 1)).Message;
        Assert.Contains(FilePath, message, StringComparison.Ordinal);
        Assert.Equal(other, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void What_was_added_is_in_the_file_before_it_is_closed()
    {
        using TensorBoardFile file = TensorBoardFile.Create(FilePath, 1);
        file.AddScalar("loss", 1, 1, 1);
        Assert.Equal(2, EventReading.ReadAll(FilePath).Count);
    }

    [Fact]
    public void Only_a_png_is_a_picture()
    {
        using TensorBoardFile file = TensorBoardFile.Create(FilePath, 1);
        Assert.Throws<ArgumentException>(() => file.AddImage("samples", new byte[100], 1, 1));
    }

    private void WriteSteps(int first, int count)
    {
        using TensorBoardFile file = TensorBoardFile.Create(FilePath, 1);
        AddSteps(file, first, count);
    }

    private static void AddSteps(TensorBoardFile file, int first, int end)
    {
        for (int step = first; step < end; step++)
        {
            file.AddScalar("loss", 100f / (step + 1), step, 10 + step);
        }
    }
}
