using VaeSharp.Cli;
using Xunit;

namespace VaeSharp.Tests.Cli;

public sealed class TableFitTests
{
    private static readonly ColumnWidth Name = new(10, 10, Spare: 0);
    private static readonly ColumnWidth Prose = new(20, 60, Spare: 0);
    private static readonly ColumnWidth Extra = new(12, 12, Spare: 1);

    [Fact]
    public void A_table_that_fits_is_not_changed() => Assert.Equal([10, 60, 12], Fit(92)!);

    [Fact]
    public void What_is_missing_is_taken_from_cells_that_can_be_wrapped() => Assert.Equal([10, 59, 12], Fit(91)!);

    [Fact]
    public void Columns_that_can_be_missed_go_before_words_are_broken()
    {
        Assert.Equal([10, 20, 12], Fit(52)!);
        Assert.Equal([10, 34, null], Fit(51)!);
    }

    [Fact]
    public void The_last_one_that_can_be_missed_goes_first() =>
        Assert.Equal([10, 12, null], TableFit.Of([Name, Extra, Extra], 40)!);

    [Fact]
    public void One_that_can_be_missed_more_easily_goes_before_that() =>
        Assert.Equal([10, null, 12], TableFit.Of([Name, Extra with { Spare = 2 }, Extra], 40)!);

    [Fact]
    public void A_screen_without_room_for_the_others_gets_no_table() => Assert.Null(Fit(36));

    private static int?[]? Fit(int screen) => TableFit.Of([Name, Prose, Extra], screen);
}
