using System.Text.RegularExpressions;
using Xunit;

namespace VaeSharp.Tests.House;

/// <summary>Addresses are the kernels' business alone.</summary>
/// <remarks>See docs/architecture.md#floors.</remarks>
public sealed partial class UnsafeCodeTests
{
    private const string Kernels = "src/VaeSharp/Engine/Kernels/";

    [Fact]
    public void Unsafe_code_and_addresses_stand_in_the_kernels_alone()
    {
        IReadOnlyList<SourceFile> files = Repository.Sources("src");
        Assert.Contains(files, file => InKernels(file) && Raw().IsMatch(file.Text));
        Assert.Empty(files.Where(file => !InKernels(file)).SelectMany(
            file => Raw().Matches(file.Text).Select(match => $"{file.Path}: {match.Value}")));
    }

    [Fact]
    public void A_tensor_is_asked_for_its_address_in_one_place() =>
        Assert.Equal(
            [Kernels + "TensorView.cs"],
            Repository.Sources("src").Where(file => file.Text.Contains("THSTensor_data", StringComparison.Ordinal))
                .Select(file => file.Path));

    // Views are unpacked by kernels, which check the sizes of all their views first.
    [Fact]
    public void A_view_is_unpacked_in_the_kernels_alone() =>
        Assert.Empty(Repository.Sources("src").Where(file => !InKernels(file) && Unpacked().IsMatch(file.Text))
            .Select(file => file.Path));

    [Theory]
    [InlineData("public static unsafe void Read(string path)")]
    [InlineData("fixed (byte* from = pixels)")]
    [InlineData("float* to")]
    [InlineData("GCHandle.Alloc(array, GCHandleType.Pinned)")]
    [InlineData("Marshal.ReadInt64(address)")]
    [InlineData("MemoryMarshal.GetReference(span)")]
    [InlineData("NativeMemory.Alloc(8)")]
    [InlineData("ref Unsafe.Add(ref first, 3)")]
    public void The_search_knows_every_way_to_an_address(string code) => Assert.Matches(Raw(), code);

    [Theory]
    [InlineData("Marshal.GetLastPInvokeError()")]
    [InlineData("Marshal.PtrToStringUTF8(version)")]
    [InlineData("double product = a * b;")]
    [InlineData("MemoryMarshal.Cast<byte, uint>(bytes)")]
    public void The_search_leaves_checked_code_alone(string code) => Assert.DoesNotMatch(Raw(), code);

    private static bool InKernels(SourceFile file) => file.Path.StartsWith(Kernels, StringComparison.Ordinal);

    [GeneratedRegex(
        @"\bunsafe\b|\bfixed \(|\b(float|double|byte|sbyte|u?int|u?long|u?short|char|void)\*|\bGCHandle\b|\bNativeMemory\b|\bUnsafe\."
        + @"|\bMarshal\.(Read|Write|Copy|Alloc|Free|PtrToStructure|StructureTo|Unsafe|GetFunction|GetDelegate)"
        + @"|\bMemoryMarshal\.(GetReference|GetArrayDataReference|CreateSpan|CreateReadOnlySpan)\b")]
    private static partial Regex Raw();

    [GeneratedRegex(@"\.Address\b|\bTensorMemory\b|\.DangerousGetHandle\b")]
    private static partial Regex Unpacked();
}
