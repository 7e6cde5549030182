using System.Text.Json;
using Parquet;
using Parquet.Schema;
using VaeSharp.Cli;
using VaeSharp.Data;
using VaeSharp.Export;
using VaeSharp.Models;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Cli.Commands;

/// <summary>Verbs on pictures that a person brings.</summary>
public sealed class OwnPictureVerbTests
{
    private static readonly ImageShape Shape = new(1, 8, 8);

    [Theory]
    [InlineData("reconstruct")]
    [InlineData("interpolate")]
    [InlineData("traverse --dimensions 2")]
    [InlineData("denoise")]
    [InlineData("denoise --noise mask")]
    [InlineData("encode")]
    [InlineData("evaluate")]
    [InlineData("relabel --no-judge")]
    [InlineData("score")]
    [InlineData("neighbours --count 3")]
    public void Every_verb_on_images_takes_a_persons_own_folder_and_says_where_labels_come_from(string line)
    {
        using var run = new TinyRun();
        Pictures(run, "loose", 4);
        string[] words = line.Split(' ');

        Call call = run.Vae(words[0], [run["loose"], .. words[1..]]);

        Assert.True(call.Code == ExitCodes.Done, call.Error);
        Assert.Contains("labels found by the model", call.Error, StringComparison.Ordinal);
        Assert.All(Written(call), path => Assert.True(new FileInfo(path).Length > 0, path));
    }

    [Fact]
    public void Folders_named_like_classes_are_labels_and_a_label_that_is_given_goes_first()
    {
        using var run = new TinyRun();
        Pictures(run, "mine/bee", 2);
        Pictures(run, "mine/cow", 1);

        using JsonDocument folders = Scores(run.Vae("score", run["mine"], "--json"));
        using JsonDocument given = Scores(run.Vae("score", run["mine"], "--json", "--label", "ant"));

        Assert.Equal(["bee", "bee", "cow"], Classes(folders));
        Assert.Equal(["ant", "ant", "ant"], Classes(given));
    }

    [Fact]
    public void A_class_that_is_not_there_is_told_with_those_that_are()
    {
        using var run = new TinyRun();
        Pictures(run, "loose", 1);

        Call call = run.Vae("reconstruct", run["loose"], "--label", "dog");

        Assert.NotEqual(ExitCodes.Done, call.Code);
        Assert.Contains("ant, bee, cow", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_truth_is_asked_for_by_name_where_pictures_have_none()
    {
        using var run = new TinyRun();
        Pictures(run, "loose", 1);

        Call call = run.Vae("reconstruct", run["loose"], "--label", "true");

        Assert.NotEqual(ExitCodes.Done, call.Code);
        Assert.Contains("named like a class", call.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_without_labels_is_told_none()
    {
        using var run = new TinyRun(LabelUse.None);
        Pictures(run, "loose", 2);

        Call call = run.Vae("score", run["loose"], "--json");

        Assert.DoesNotContain("label", call.Error, StringComparison.Ordinal);
        using JsonDocument scores = Scores(call);
        Assert.All(
            scores.RootElement.GetProperty("scores").EnumerateArray(), score => Assert.False(score.TryGetProperty("class", out _)));
    }

    [Fact]
    public void A_score_is_a_row_a_picture_with_its_percentile_and_known_outliers_give_an_area()
    {
        using var run = new TinyRun();
        Pictures(run, "a", 3);
        Pictures(run, "b", 2);

        Call call = run.Vae("score", run["a"], "--outliers", run["b"], "--out", run["scores.csv"]);

        string[] rows = File.ReadAllLines(run["scores.csv"]);
        Assert.Equal("name,label,total_nats,distortion_nats,rate_nats,percentile", rows[0]);
        Assert.Equal(["0.png", "1.png", "2.png"], rows[1..].Select(row => row.Split(',')[0]));
        Assert.All(rows[1..], row => Assert.InRange(double.Parse(row.Split(',')[^1], System.Globalization.CultureInfo.InvariantCulture), 0, 100));
        Assert.Contains("ROC-AUC", call.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(run["scores-strangest.png"]) && File.Exists(run["scores-typical.png"]));
    }

    [Fact]
    public async Task Encodings_carry_names_whole_numbers_as_labels_and_the_same_means_in_every_format()
    {
        using var run = new TinyRun();
        Pictures(run, "mine/bee", 2);
        Pictures(run, "mine/cow", 1);

        run.Vae("encode", run["mine"], "--out", run["z.npy"]);

        (float[] means, int[] shape) = NpyFile.ReadSingle(run["z.npy"]);
        Assert.Equal([3, 3], shape);
        Assert.Equal("<i8", NpyHeader.Read(File.OpenRead(run["z-labels.npy"]), "").ElementType);
        string[] rows = File.ReadAllLines(run["z.csv"]);
        Assert.Equal("name,label,class,z0,z1,z2", rows[0]);
        Assert.StartsWith("bee/0.png,1,bee,", rows[1], StringComparison.Ordinal);
        await using ParquetReader reader = await ParquetReader.CreateAsync(run["z.parquet"]);
        using ParquetRowGroupReader group = reader.OpenRowGroupReader(0);
        DataField mean = reader.Schema.GetDataFields().Single(field => field.Path.ToString().StartsWith("mean", StringComparison.Ordinal));
        var values = new float[means.Length];
        await group.ReadRawAsync<float>(mean, values, new int[means.Length], new int[means.Length]);
        Assert.Equal(means, values);
        Assert.Equal(3, group.RowCount);
    }

    [Fact]
    public void A_result_never_replaces_another_unless_its_name_was_given()
    {
        using var run = new TinyRun();

        string[] paths = [.. Enumerable.Range(0, 3).Select(_ => Written(run.Vae("sample", "--count", "3")).Single())];
        run.Vae("sample", "--count", "3", "--out", run["mine.png"]);
        Call again = run.Vae("sample", "--count", "3", "--out", run["mine.png"]);

        Assert.Equal(3, paths.Distinct().Count());
        Assert.Contains("will be replaced", again.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Thousands_of_samples_are_single_files_or_one_array_of_the_same_images()
    {
        using var run = new TinyRun();

        run.Vae("sample", "--count", "300", "--format", "png", "--out", run["files"]);
        run.Vae("sample", "--count", "300", "--out", run["all.npy"]);

        Assert.Equal(300, Directory.GetFiles(run["files"], "*.png").Length);
        PictureSet array = new PictureReader(Shape).ReadAll([run["all.npy"]]);
        PictureSet files = new PictureReader(Shape).ReadAll([run["files"]]);
        Assert.Equal(array.Pixels, files.Pixels);
        Assert.Equal(300, array.Count);
    }

    [Fact]
    public void Draws_have_the_noise_that_means_have_not()
    {
        using var run = new TinyRun();

        run.Vae("sample", "--count", "9", "--out", run["mean.npy"]);
        run.Vae("sample", "--count", "9", "--draw", "--out", run["drawn.npy"]);

        Assert.NotEqual(File.ReadAllBytes(run["mean.npy"]), File.ReadAllBytes(run["drawn.npy"]));
    }

    [Fact]
    public void What_a_model_without_a_trainings_traces_makes_stays_out_of_its_folder()
    {
        using var run = new TinyRun();
        File.Delete(Path.Combine(run.Location, "run.json"));
        string[] before = Directory.GetFileSystemEntries(run.Location, "*", SearchOption.AllDirectories);

        string path = Written(run.Vae("sample", "--count", "3")).Single();

        Assert.Equal(before, Directory.GetFileSystemEntries(run.Location, "*", SearchOption.AllDirectories));
        Assert.StartsWith(Path.Combine("runs", "models", "run"), path, StringComparison.Ordinal);
        File.Delete(path);
    }

    private static string[] Written(Call call) =>
        [.. call.Output.Split('\n').Select(line => line.Trim()).Where(line => Path.HasExtension(line) && File.Exists(line))];

    private static JsonDocument Scores(Call call)
    {
        Assert.True(call.Code == ExitCodes.Done, call.Error);
        return JsonDocument.Parse(call.Output);
    }

    private static IEnumerable<string?> Classes(JsonDocument scores) =>
        scores.RootElement.GetProperty("scores").EnumerateArray().Select(score => score.GetProperty("class").GetString());

    private static void Pictures(TinyRun run, string folder, int count)
    {
        Directory.CreateDirectory(run[folder.Split('/')]);
        for (int i = 0; i < count; i++)
        {
            byte[] pixels = [.. Enumerable.Range(0, Shape.Values).Select(v => (byte)((v * 37) + (i * 91)))];
            PngFile.Write(run[[.. folder.Split('/'), $"{i}.png"]], pixels, Shape);
        }
    }
}
