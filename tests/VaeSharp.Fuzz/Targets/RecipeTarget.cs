using System.Text;
using VaeSharp.Models.Recipes;

namespace VaeSharp.Fuzz.Targets;

/// <summary>Recipes; one that is read must be read again as it is written.</summary>
internal sealed class RecipeTarget : FuzzTarget
{
    public override string Name => "recipe";

    // A document tree, its check and the records, twice.
    protected override long BytesPerByte => 2000;

    public override bool IsDocumented(Exception answer) => answer is RecipeException;

    public override void Read(byte[] input)
    {
        string written = RecipeFile.ToJson(RecipeFile.Parse(Encoding.UTF8.GetString(input), "fuzz"));
        string again = RecipeFile.ToJson(RecipeFile.Parse(written, "written"));
        if (written != again)
        {
            throw new InvalidOperationException($"The recipe is written as {written} and then as {again}.");
        }
    }
}
