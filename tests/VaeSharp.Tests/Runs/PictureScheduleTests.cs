using VaeSharp.Models.Recipes;
using VaeSharp.Runs;
using Xunit;

namespace VaeSharp.Tests.Runs;

public sealed class PictureScheduleTests
{
    [Theory]
    [InlineData(160)]
    [InlineData(480)]
    [InlineData(800)]
    [InlineData(5_000)]
    [InlineData(40_000)]
    public void A_training_is_long_enough_to_learn_and_its_warm_up_is_a_small_part_of_it(int images)
    {
        PictureSchedule schedule = PictureSchedule.For(images);
        long steps = (long)schedule.Epochs * schedule.StepsPerEpoch;

        Assert.InRange(steps, 1000, 12_000);
        Assert.InRange(schedule.WarmupSteps, 1, steps / 9);
        Assert.InRange(steps, 0.8 * schedule.Steps, 1.2 * schedule.Steps);
    }

    [Fact]
    public void More_pictures_are_trained_on_for_more_steps_but_not_as_often_each()
    {
        PictureSchedule[] all = [.. ((int[])[480, 800, 5_000, 40_000]).Select(images => PictureSchedule.For(images))];

        Assert.Equal(all.Select(schedule => schedule.Steps).Order(), all.Select(schedule => schedule.Steps));
        Assert.InRange(all[^1].Epochs, 1, all[0].Epochs / 4);
    }

    [Fact]
    public void A_handful_of_pictures_is_not_looked_at_for_ever() => Assert.Equal(300, PictureSchedule.For(6).Epochs);

    [Fact]
    public void Another_batch_leaves_the_number_of_steps()
    {
        PictureSchedule usual = PictureSchedule.For(800), small = PictureSchedule.For(800, batch: 8);

        Assert.Equal(8, small.Batch);
        Assert.InRange(small.Epochs * small.StepsPerEpoch, usual.Steps - small.StepsPerEpoch, usual.Steps + small.StepsPerEpoch);
    }

    [Fact]
    public void Words_count_the_steps_that_are_really_trained()
    {
        var training = new TrainingOptions(Epochs: 3, Batch: 10, LearningRate: 1e-3, WarmupSteps: 2);

        Assert.Equal(
            "33 steps of 10 pictures (3 epochs of 11), the learning rate rising over the first 2",
            new PictureSchedule(101, 10, 0).InWords(training));
    }
}
