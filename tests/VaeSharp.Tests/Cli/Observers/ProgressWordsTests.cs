using VaeSharp.Cli.Observers;
using Xunit;

namespace VaeSharp.Tests.Cli.Observers;

public sealed class ProgressWordsTests
{
    private static readonly ProgressWords Words = new(
        0.5, "epoch 10/20", "step 250/500", "−ELBO given y 202.10 = distortion 199.80 + rate 2.30", "−ELBO given y 202.10", "1:23 left",
        "9,876 images/s", "lr 1.0e-3");

    [Fact]
    public void A_wide_screen_shows_all_and_a_bar() =>
        Assert.Equal($"{new string('━', 8)}{new string('─', 8)} {Words.All}", Words.Fitting(200));

    [Fact]
    public void A_screen_of_80_columns_shows_the_loss_with_its_parts() => Assert.Equal(
        " 50% epoch 10/20 · −ELBO given y 202.10 = distortion 199.80 + rate 2.30",
        (Words with { Left = "" }).Fitting(79));

    [Fact]
    public void A_screen_of_40_columns_shows_the_remaining_time() => Assert.Equal(" 50% epoch 10/20 · 1:23 left", Words.Fitting(39));

    [Fact]
    public void No_part_is_cut_at_any_width()
    {
        string[] whole = [" 50%", " 50% epoch 10/20", " 50% epoch 10/20 step 250/500", Words.Loss, Words.ShortLoss, Words.Left, Words.Speed, Words.Rate];
        for (int columns = 5; columns < 200; columns++)
        {
            string line = Words.Fitting(columns);
            Assert.InRange(line.Length, 4, columns);
            Assert.All(line.TrimStart('━', '─').Split(" · "), part => Assert.Contains(part.TrimStart(), whole.Select(one => one.TrimStart())));
        }
    }
}
