using Xunit;

namespace VaeSharp.Tests;

/// <summary>Tests that compare bits of initial weights: nobody else may draw from libtorch's own generator meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
