using System.Text;
using VaeSharp.Storage;
using VaeSharp.Training;

namespace VaeSharp.Fuzz.Targets;

/// <summary>Where a run is resumed: <c>position.json</c>.</summary>
internal sealed class PositionTarget : FuzzTarget
{
    private const int StepsPerEpoch = 150;

    public override string Name => "position";

    protected override long BytesPerByte => 200;

    public override bool IsDocumented(Exception answer) => answer is StorageFormatException;

    public override void Read(byte[] input) =>
        TrainingCheckpoint.ParsePosition(Encoding.UTF8.GetString(input), "fuzz", StepsPerEpoch);
}
