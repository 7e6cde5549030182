using VaeSharp.Engine;
using Xunit;

namespace VaeSharp.Tests.Engine;

public sealed class ThreadsTests
{
    [Theory]
    [InlineData(1, "1 thread")]
    [InlineData(2, "2 threads")]
    [InlineData(11, "11 threads")]
    public void One_is_singular(int count, string words) => Assert.Equal(words, Threads.InWords(count));
}
