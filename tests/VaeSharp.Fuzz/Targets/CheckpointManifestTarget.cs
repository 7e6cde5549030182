using VaeSharp.Storage;

namespace VaeSharp.Fuzz.Targets;

/// <summary>Manifests of checkpoints.</summary>
internal sealed class CheckpointManifestTarget : FuzzTarget
{
    public override string Name => "manifest";

    protected override long BytesPerByte => 200;

    public override bool IsDocumented(Exception answer) => answer is StorageFormatException;

    public override void Read(byte[] input) => CheckpointManifest.Parse("fuzz", input);
}
