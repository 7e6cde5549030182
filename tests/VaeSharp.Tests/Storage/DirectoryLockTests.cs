using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.Storage;

public sealed class DirectoryLockTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void A_second_acquirer_is_told_who_holds_the_directory_and_since_when()
    {
        using DirectoryLock first = DirectoryLock.Acquire(_directory.Path);
        string message = Assert.Throws<DirectoryLockedException>(() => DirectoryLock.Acquire(_directory.Path)).Message;
        Assert.StartsWith(_directory.Path, message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId},", message, StringComparison.Ordinal);
        Assert.Contains(ProcessIdentity.Current.Started.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_released_directory_can_be_locked_again_and_one_release_is_enough()
    {
        DirectoryLock first = DirectoryLock.Acquire(_directory.Path);
        first.Dispose();
        using DirectoryLock second = DirectoryLock.Acquire(_directory.Path);
        first.Dispose();
        Assert.Throws<DirectoryLockedException>(() => DirectoryLock.Acquire(_directory.Path));
    }

    [Theory]
    [InlineData("""{"process":1073741823,"started":"2024-01-01T00:00:00+00:00"}""")]
    [InlineData("{\"proc")]
    [InlineData("[]")]
    [InlineData("")]
    public void The_lock_of_a_dead_process_is_recovered(string owner)
    {
        _directory.Plant(".lock", []);
        _directory.Plant(".lock-owner", Encoding.UTF8.GetBytes(owner));
        using DirectoryLock held = DirectoryLock.Acquire(_directory.Path);
        Assert.Throws<DirectoryLockedException>(() => DirectoryLock.Acquire(_directory.Path));
    }

    [Fact]
    public void A_process_number_used_again_is_not_its_former_holder()
    {
        _directory.Plant(".lock-owner", Encoding.UTF8.GetBytes(
            $$"""{"process":{{Environment.ProcessId}},"started":"2024-01-01T00:00:00+00:00"}"""));
        DirectoryLock.Acquire(_directory.Path).Dispose();
    }

    // Not even the superuser makes a file there, as on a read-only disk.
    [Fact]
    public void A_directory_that_cannot_be_written_is_not_called_in_use()
    {
        Exception? fault = Record.Exception(() => DirectoryLock.Acquire(OperatingSystem.IsLinux() ? "/proc/self" : _directory.File("none")));

        Assert.True(fault is IOException or UnauthorizedAccessException, $"{fault}");
    }

    [Fact]
    public void A_living_owner_counts_where_the_file_system_knows_no_locks()
    {
        // The operating system would give the lock: nothing holds .lock. The owner is this very process.
        _directory.Plant(".lock-owner", Encoding.UTF8.GetBytes(
            $$"""{"process":{{Environment.ProcessId}},"started":"{{ProcessIdentity.Current.Started:O}}"}"""));
        Assert.Throws<DirectoryLockedException>(() => DirectoryLock.Acquire(_directory.Path));
    }

    [Fact]
    public void Of_many_acquirers_at_once_one_gets_the_directory()
    {
        var acquired = new ConcurrentBag<DirectoryLock>();
        Parallel.For(0, 16, _ =>
        {
            try
            {
                acquired.Add(DirectoryLock.Acquire(_directory.Path));
            }
            catch (DirectoryLockedException)
            {
            }
        });
        Assert.Single(acquired).Dispose();
    }

    [Fact]
    public void A_missing_directory_is_another_error() =>
        Assert.Throws<DirectoryNotFoundException>(() => DirectoryLock.Acquire(_directory.File("missing")));
}
