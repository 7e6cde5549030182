using VaeSharp.Models.Recipes;
using VaeSharp.Training.Schedules;
using Xunit;

namespace VaeSharp.Tests.Training.Schedules;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData(-3, 1)]
    [InlineData(0, 1)]
    [InlineData(2, 2)]
    [InlineData(6, 4)]
    [InlineData(8, 5)]
    [InlineData(100, 5)]
    public void Linear_goes_evenly_between_its_ends_and_stays_there(double position, double expected) =>
        Assert.Equal(expected, Schedule.Linear(1, 5, 8).At(position), 12);

    [Fact]
    public void Cosine_falls_from_its_start_through_the_half_to_zero()
    {
        Schedule schedule = Schedule.Cosine(0.4, 10);

        Assert.Equal(0.4, schedule.At(0));
        Assert.Equal(0.2, schedule.At(5), 12);
        Assert.Equal(0.4 * Math.Pow(Math.Cos(Math.PI * 0.3 / 2), 2), schedule.At(3), 12);
        Assert.Equal(0, schedule.At(10), 12);
        Assert.Equal(0, schedule.At(50), 12);
    }

    [Fact]
    public void Learning_rate_of_a_recipe_without_changes_is_constant()
    {
        Schedule schedule = Schedule.LearningRate(new TrainingOptions(1, 1, 0.003), 100);

        Assert.All(Enumerable.Range(0, 100), step => Assert.Equal(0.003, schedule.At(step)));
    }

    [Theory]
    [InlineData(RateSchedule.Constant)]
    [InlineData(RateSchedule.Cosine)]
    public void Warm_up_rises_evenly_and_ends_at_the_full_rate(RateSchedule course)
    {
        Schedule schedule = Schedule.LearningRate(new TrainingOptions(1, 1, 0.1, course, WarmupSteps: 4), 20);

        for (int step = 0; step < 4; step++)
        {
            Assert.Equal(0.1 * (step + 1) / 4, schedule.At(step), 12);
        }

        Assert.Equal(0.1, schedule.At(4), 12);
    }

    [Fact]
    public void Cosine_course_falls_at_each_step_after_the_warm_up_and_ends_at_zero()
    {
        Schedule schedule = Schedule.LearningRate(
            new TrainingOptions(1, 1, 0.1, RateSchedule.Cosine, WarmupSteps: 5), 50);

        for (int step = 5; step < 50; step++)
        {
            Assert.True(schedule.At(step + 1) < schedule.At(step));
        }

        Assert.Equal(0, schedule.At(50), 12);
    }

    [Fact]
    public void A_warm_up_as_long_as_the_run_gives_a_rate_at_every_step()
    {
        Schedule schedule = Schedule.LearningRate(
            new TrainingOptions(1, 1, 0.1, RateSchedule.Cosine, WarmupSteps: 10), 10);

        Assert.All(Enumerable.Range(0, 10), step => Assert.Equal(0.01 * (step + 1), schedule.At(step), 12));
    }
}
