using VaeSharp.Imaging;
using VaeSharp.Models;
using VaeSharp.Runs;
using VaeSharp.Runs.Pictures;
using VaeSharp.Tests.Cli;
using Xunit;

namespace VaeSharp.Tests.Runs;

public sealed class SamplePictureTests
{
    [Theory]
    [InlineData(null, 3, 30)]
    [InlineData(7, 3, 7)]
    [InlineData(200, 3, 200)]
    [InlineData(201, 15, 201)]
    [InlineData(10_000, 102, 10_000)]
    public void Many_images_stand_in_a_square_with_each_class_in_its_columns(int? count, int columns, int images)
    {
        using var run = new TinyRun(LabelUse.Both);
        using TrainedModel model = TrainedModel.Open(run.Location);

        ImageGrid grid = new SamplePicture { Count = count }.Draw(model);

        Assert.Equal((columns, images), (grid.Columns, grid.Cells.Count));
        string[] headings = images > 1000 ? [] : [.. Enumerable.Range(0, columns).Select(i => model.ClassNames[i % 3])];
        Assert.Equal(headings, grid.ColumnHeadings);
        Assert.Equal(images > 1000, grid.Legend!.Contains("classes in turn: ant, bee, cow", StringComparison.Ordinal));
        Assert.True(grid.ToPng().Length > 100);
    }

    [Fact]
    public void Without_classes_few_images_stand_in_one_row()
    {
        using var run = new TinyRun(LabelUse.None);
        using TrainedModel model = TrainedModel.Open(run.Location);

        Assert.Equal(4, new SamplePicture { Count = 4 }.Draw(model).Columns);
        Assert.Equal(10, new SamplePicture { Count = 100 }.Draw(model).Columns);
        Assert.Equal(20, new SamplePicture { Count = 400 }.Draw(model).Columns);
    }
}
