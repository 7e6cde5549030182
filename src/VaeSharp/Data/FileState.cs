namespace VaeSharp.Data;

/// <summary>What verification found of a file.</summary>
internal enum FileState
{
    /// <summary>Its content has the digest that was published or recorded for it.</summary>
    Verified,

    /// <summary>Its format is right; there is no digest to compare it with.</summary>
    Unpinned,

    /// <summary>Its content or its format is wrong.</summary>
    Damaged,

    /// <summary>It is not there.</summary>
    Missing,
}
