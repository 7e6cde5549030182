using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace VaeSharp.Nn;

/// <summary>What layers, distributions and statistics demand of the tensors that they are given.</summary>
/// <remarks>A few questions to libtorch that cost some 20 ns each; words are made only where a tensor is refused. Each method
/// returns the tensor that fits.</remarks>
internal static class Demand
{
    /// <summary>In place of a size: any, zero too.</summary>
    internal const long Any = -1;

    /// <summary>In place of a size: any from one up.</summary>
    internal const long Some = -2;

    /// <summary>That a tensor has a rank and these sizes.</summary>
    /// <param name="found">The tensor.</param>
    /// <param name="owner">Who demands it.</param>
    /// <param name="letters">What each size is called where it may be any, as in BCHW.</param>
    /// <param name="sizes">As many as dimensions.</param>
    /// <param name="like">Its own tensor, that explains the sizes and has the type which is wanted; null for none.</param>
    /// <param name="anyType">Whether another type of floating-point numbers will do.</param>
    /// <param name="name">What the owner calls the tensor.</param>
    /// <param name="likeName">What it calls its own.</param>
    /// <exception cref="ArgumentException">Another rank, size or type.</exception>
    internal static Tensor Shape(
        Tensor found, string owner, string letters, ReadOnlySpan<long> sizes, Tensor? like = null, bool anyType = false,
        [CallerArgumentExpression(nameof(found))] string name = "", [CallerArgumentExpression(nameof(like))] string likeName = "")
    {
        bool fits = found.dim() == sizes.Length && (like is null || found.dtype == like.dtype || (anyType && found.is_floating_point()));
        for (int i = 0; fits && i < sizes.Length; i++)
        {
            fits = sizes[i] == Any || (sizes[i] == Some ? found.size(i) > 0 : found.size(i) == sizes[i]);
        }

        return fits ? found : throw Refusal(found, owner, name, $"of shape {Wanted(letters, sizes)}", like, likeName);
    }

    /// <summary>That a tensor has the shape and type of another.</summary>
    /// <exception cref="ArgumentException">Another shape or type.</exception>
    internal static Tensor Same(
        Tensor found, string owner, Tensor like, [CallerArgumentExpression(nameof(found))] string name = "",
        [CallerArgumentExpression(nameof(like))] string likeName = "")
    {
        long rank = like.dim();
        bool fits = found.dim() == rank && found.dtype == like.dtype;
        for (int i = 0; fits && i < rank; i++)
        {
            fits = found.size(i) == like.size(i);
        }

        return fits ? found : throw Refusal(found, owner, name, $"of the shape of {Own(likeName)}", like, likeName);
    }

    /// <summary>That a tensor broadcasts to the shape of another: sizes equal from the last one on, or 1, or absent.</summary>
    /// <exception cref="ArgumentException">It does not, or is of another type.</exception>
    internal static Tensor Broadcast(
        Tensor found, string owner, Tensor like, [CallerArgumentExpression(nameof(found))] string name = "",
        [CallerArgumentExpression(nameof(like))] string likeName = "")
    {
        int missing = (int)(like.dim() - found.dim());
        bool fits = missing >= 0 && found.dtype == like.dtype;
        for (int i = 0; fits && i < found.dim(); i++)
        {
            fits = found.size(i) == 1 || found.size(i) == like.size(i + missing);
        }

        return fits
            ? found
            : throw Refusal(found, owner, name, $"of a shape that broadcasts to that of {Own(likeName)}", like, likeName);
    }

    /// <summary>That a tensor holds floating-point numbers, of any shape.</summary>
    /// <exception cref="ArgumentException">Another type.</exception>
    internal static Tensor Floating(Tensor found, string owner, [CallerArgumentExpression(nameof(found))] string name = "") =>
        found.is_floating_point() ? found : throw Refusal(found, owner, name, "of floating-point numbers", null, "");

    /// <summary>That a tensor has numbers for each image, [B, …].</summary>
    /// <exception cref="ArgumentException">Fewer than two dimensions.</exception>
    internal static Tensor Rows(Tensor found, string owner, [CallerArgumentExpression(nameof(found))] string name = "") =>
        found.dim() >= 2 ? found : throw Refusal(found, owner, name, "of shape [B, …]", null, "");

    /// <summary>That a tensor holds images, [B, C, H, W], of floating-point numbers.</summary>
    /// <exception cref="ArgumentException">Another rank or type.</exception>
    internal static Tensor Images(Tensor found, string owner, [CallerArgumentExpression(nameof(found))] string name = "") =>
        Shape(Floating(found, owner, name), owner, "BCHW", [Any, Any, Any, Any], null, false, name);

    /// <summary>That a tensor holds whole numbers, int64.</summary>
    /// <exception cref="ArgumentException">Another type.</exception>
    internal static Tensor Whole(Tensor found, string owner, [CallerArgumentExpression(nameof(found))] string name = "") =>
        found.dtype == ScalarType.Int64 ? found : throw Refusal(found, owner, name, "of type Int64", null, "");

    private static ArgumentException Refusal(
        Tensor found, string owner, string name, string wanted, Tensor? like, string likeName)
    {
        string own = like is null ? "" : $" {Own(likeName)} is {Text(like)}.";
        return new ArgumentException($"{owner} takes {Own(name)} {wanted}; found {Text(found)}.{own}", Own(name));
    }

    // An expression's last part, as _first.Weight is to be called weight.
    private static string Own(string name)
    {
        string last = name[(name.LastIndexOf('.') + 1)..].Trim('_', '!', ')', '(');
        return last.Length == 0 ? last : char.ToLowerInvariant(last[0]) + last[1..];
    }

    private static string Wanted(string letters, ReadOnlySpan<long> sizes)
    {
        string[] texts = new string[sizes.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = sizes[i] >= 0 ? $"{sizes[i]}" : sizes[i] == Some ? $"{letters[i]} ≥ 1" : $"{letters[i]}";
        }

        return $"[{string.Join(", ", texts)}]";
    }

    private static string Text(Tensor tensor) => $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]";
}
