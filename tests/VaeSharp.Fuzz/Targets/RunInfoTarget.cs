using System.Text;
using VaeSharp.Models.Recipes;
using VaeSharp.Runs;

namespace VaeSharp.Fuzz.Targets;

/// <summary>Records of runs: <c>run.json</c>.</summary>
internal sealed class RunInfoTarget : FuzzTarget
{
    public override string Name => "run";

    protected override long BytesPerByte => 200;

    public override bool IsDocumented(Exception answer) => answer is RecipeException;

    public override void Read(byte[] input) => RunInfo.Parse(Encoding.UTF8.GetString(input), "fuzz");
}
