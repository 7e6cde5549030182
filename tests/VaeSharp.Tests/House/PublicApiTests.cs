using System.Reflection;
using VaeSharp.Models;
using VaeSharp.Storage;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>What users of the library can see changes only on purpose.</summary>
public sealed class PublicApiTests
{
    private const string Accept = "VAESHARP_ACCEPT";
    private const string Snapshot = "tests/VaeSharp.Tests/House/PublicApi.txt";

    [Fact]
    public void The_public_interface_is_the_recorded_one()
    {
        string path = Repository.Absolute(Snapshot);
        string[] found = [.. Lines(typeof(Elbo).Assembly)];
        if (Environment.GetEnvironmentVariable(Accept) == "1")
        {
            AtomicFile.WriteText(path, string.Concat(found.Select(line => line + "\n")));
        }

        string[] recorded = File.ReadAllLines(path);
        string[] changes =
        [
            .. recorded.Except(found).Select(line => "- " + line), .. found.Except(recorded).Select(line => "+ " + line),
        ];
        Assert.True(
            changes.Length == 0,
            $"The public interface differs from {Snapshot}:\n{string.Join('\n', changes)}\n"
            + $"If that is meant, run this test once with {Accept}=1 and commit the file.");
    }

    private static IEnumerable<string> Lines(Assembly assembly) =>
        from type in assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal)
        from line in Members(type).Order(StringComparer.Ordinal).Prepend(ApiSignature.Of(type))
        select line;

    private static IEnumerable<string> Members(Type type)
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance
            | BindingFlags.Static | BindingFlags.DeclaredOnly;
        return type.GetMembers(declared).Select(ApiSignature.Of).OfType<string>()
            .Select(member => $"  {type.Name}.{member}").Distinct();
    }
}
