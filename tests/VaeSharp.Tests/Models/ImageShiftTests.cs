using VaeSharp.Engine;
using VaeSharp.Models;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models;

/// <summary>Moved images against moves made by hand.</summary>
public sealed class ImageShiftTests
{
    [Fact]
    public void Each_image_is_moved_by_itself_and_every_move_occurs()
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(5, RandomUse.Training);
        Tensor one = rand(1, 2, 4, 3);
        double[] pixels = Values.Read(one);

        Tensor moved = ImageShift.Random(one.repeat(500, 1, 1, 1), 2, random);

        Assert.Equal([500, 2, 4, 3], moved.shape);
        var seen = new HashSet<(int, int)>();
        for (int i = 0; i < 500; i++)
        {
            double[] found = Values.Read(moved[i]);
            var moves = (from down in Enumerable.Range(-2, 5) from right in Enumerable.Range(-2, 5)
                         where found.SequenceEqual(ByHand(down, right)) select (down, right)).ToArray();
            seen.Add(Assert.Single(moves));
        }

        Assert.Equal(25, seen.Count);

        double[] ByHand(int down, int right) =>
            [.. from c in Enumerable.Range(0, 2) from row in Enumerable.Range(0, 4) from column in Enumerable.Range(0, 3)
                let r = row - down
                let k = column - right
                select r is >= 0 and < 4 && k is >= 0 and < 3 ? pixels[(((c * 4) + r) * 3) + k] : 0];
    }
}
