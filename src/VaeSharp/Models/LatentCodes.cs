using static TorchSharp.torch;

namespace VaeSharp.Models;

/// <summary>The spatial positions of the codes.</summary>
/// <param name="Rows">Height of the grid.</param>
/// <param name="Columns">Width of the grid.</param>
/// <param name="Codes">K, how many codes there are to choose from.</param>
public sealed record CodeGrid(int Rows, int Columns, int Codes)
{
    /// <summary>P, how many codes an image has.</summary>
    public int Count => Rows * Columns;
}

/// <summary>From latents to the numbers of codes and back: what a prior over codes needs of the posterior.</summary>
public interface ILatentCodes
{
    /// <summary>The numbers of the codes that are nearest to latents; [B, D] to int64 [B, P].</summary>
    Tensor CodesOf(Tensor z);

    /// <summary>Codes by their numbers, one after the other; int64 [B, P] to [B, D].</summary>
    Tensor LatentsOf(Tensor codes);
}
