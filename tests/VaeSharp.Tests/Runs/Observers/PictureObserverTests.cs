using VaeSharp.Runs.Observers;
using Xunit;

namespace VaeSharp.Tests.Runs.Observers;

public sealed class PictureObserverTests
{
    [Theory]
    [InlineData(4, 4)]
    [InlineData(50, 50)]
    [InlineData(94, 48)]
    [InlineData(300, 51)]
    public void Trainings_of_many_epochs_are_drawn_now_and_then_at_first_and_at_last(int epochs, int pictures)
    {
        int[] drawn = [.. Enumerable.Range(1, epochs).Where(epoch => PictureObserver.IsDrawn(epoch, epochs))];

        Assert.Equal(pictures, drawn.Length);
        Assert.Equal(1, drawn[0]);
        Assert.Equal(epochs, drawn[^1]);
    }
}
