using System.Globalization;

namespace VaeSharp.Models;

/// <summary>What multiplies a prior's standard deviations: one number, or in a hierarchical VAE one for each resolution.</summary>
/// <remarks>Source: Child 2021 (VDVAE): lower values give more typical images.</remarks>
public readonly struct Temperature : IEquatable<Temperature>
{
    private readonly double[]? _levels;

    /// <summary>One for each resolution, the coarsest first; one for all; or none, which is 1.</summary>
    public Temperature(params double[] levels) => _levels = levels;

    /// <summary>A number for all resolutions.</summary>
    public static implicit operator Temperature(double value) => FromDouble(value);

    /// <summary>A number for all resolutions.</summary>
    public static Temperature FromDouble(double value) => new(value);

    /// <summary>The number that multiplies σ of the groups of one resolution.</summary>
    /// <param name="resolution">The coarsest is 0.</param>
    /// <param name="resolutions">How many the model has.</param>
    /// <exception cref="ArgumentException">There are several numbers, and not one for each resolution.</exception>
    public double At(int resolution, int resolutions) => _levels switch
    {
        null or [] => 1,
        [var one] => one,
        var many when many.Length == resolutions => many[resolution],
        var many => throw new ArgumentException(
            $"There are {many.Length} temperatures; expected one, or one for each of {resolutions} resolutions."),
    };

    /// <summary>The numbers, with commas.</summary>
    public override string ToString() => _levels is null or []
        ? "1"
        : string.Join(", ", _levels.Select(level => level.ToString(CultureInfo.InvariantCulture)));

    /// <inheritdoc/>
    public bool Equals(Temperature other) => (_levels ?? [1]).AsSpan().SequenceEqual(other._levels ?? [1]);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Temperature other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => (_levels ?? [1]).Aggregate(17, HashCode.Combine);

    /// <summary>Equal numbers.</summary>
    public static bool operator ==(Temperature left, Temperature right) => left.Equals(right);

    /// <summary>Other numbers.</summary>
    public static bool operator !=(Temperature left, Temperature right) => !left.Equals(right);
}
