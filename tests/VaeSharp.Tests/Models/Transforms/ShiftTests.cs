using VaeSharp.Engine;
using VaeSharp.Models.Transforms;
using VaeSharp.Tests.Nn.Distributions;
using Xunit;
using static TorchSharp.torch;

namespace VaeSharp.Tests.Models.Transforms;

/// <summary>Moved images against moves made by hand.</summary>
public sealed class ShiftTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Each_image_is_moved_by_itself_and_every_move_occurs(bool repeatsEdge)
    {
        using var scope = NewDisposeScope();
        using var random = new RandomStream(5, RandomUse.Training);
        Tensor one = random.Uniform(1, 2, 4, 3);
        double[] pixels = Values.Read(one);

        Tensor moved = new Shift(2, repeatsEdge).Apply(one.repeat(500, 1, 1, 1), random);

        Assert.Equal([500, 2, 4, 3], moved.shape);
        var seen = new HashSet<(int, int)>();
        for (int i = 0; i < 500; i++)
        {
            double[] found = Values.Read(moved[i]);
            IEnumerable<(int Down, int Right)> moves = Enumerable.Range(-2, 5)
                .SelectMany(down => Enumerable.Range(-2, 5).Select(right => (down, right)));
            seen.Add(Assert.Single(moves, move => found.SequenceEqual(ByHand(move.Down, move.Right))));
        }

        Assert.Equal(25, seen.Count);

        double[] ByHand(int down, int right)
        {
            var image = new double[2 * 4 * 3];
            for (int i = 0; i < image.Length; i++)
            {
                (int c, int row, int column) = (i / 12, (i / 3 % 4) - down, (i % 3) - right);
                (row, column) = repeatsEdge ? (Math.Clamp(row, 0, 3), Math.Clamp(column, 0, 2)) : (row, column);
                image[i] = row is >= 0 and < 4 && column is >= 0 and < 3 ? pixels[(((c * 4) + row) * 3) + column] : 0;
            }

            return image;
        }
    }
}
