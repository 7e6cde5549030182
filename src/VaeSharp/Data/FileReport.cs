namespace VaeSharp.Data;

/// <summary>What verification found of one file.</summary>
/// <param name="File">Its path, or its name among the assembly's resources.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Sha256">Its digest in lower-case hexadecimal; empty when it is missing.</param>
/// <param name="State">The verdict.</param>
/// <param name="Note">Why, in a few words.</param>
internal sealed record FileReport(string File, long Bytes, string Sha256, FileState State, string Note);
