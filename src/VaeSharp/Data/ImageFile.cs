using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace VaeSharp.Data;

/// <summary>One picture of a folder.</summary>
/// <param name="Path">Where it lies.</param>
/// <param name="RelativePath">From the folder's top, with forward slashes.</param>
/// <param name="Label">Its class.</param>
/// <param name="Part">Training, validation or test, by the folder that it lies in.</param>
internal sealed record ImageFile(string Path, string RelativePath, byte Label, FolderPart Part)
{
    /// <summary>A number of the path alone, so that a picture's part does not depend on which others there are.</summary>
    public ulong Key { get; } =
        BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(RelativePath)));
}
