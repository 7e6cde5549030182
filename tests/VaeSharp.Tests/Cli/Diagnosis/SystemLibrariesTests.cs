using VaeSharp.Cli.Diagnosis;
using Xunit;

namespace VaeSharp.Tests.Cli.Diagnosis;

public sealed class SystemLibrariesTests
{
    [Fact]
    public void The_newest_version_is_the_greatest_number_not_the_last_text() =>
        Assert.Equal(
            new Version(3, 4, 30),
            SystemLibraries.NewestOf("\0GLIBCXX_3.4.9\0GLIBCXX_3.4.30\0GLIBCXX_3.4\0GLIBCXX_TUNABLES\0"u8));

    [Fact]
    public void A_library_without_versions_has_none() => Assert.Null(SystemLibraries.NewestOf("\0CXXABI_1.3\0"u8));
}
