using VaeSharp.Engine.Gemm;
using VaeSharp.Evaluation;
using VaeSharp.Training;

namespace VaeSharp.Runs.Measurements;

/// <summary>How fast this machine trains and uses the model of one recipe.</summary>
/// <param name="Recipe">As the catalogue names it, or the path of its file.</param>
/// <param name="Versions">Of software and machine.</param>
/// <param name="Threads">In use.</param>
/// <param name="Gemm">Mean of a measurement before and one after; floating-point operations a second.</param>
/// <param name="Batch">Images of a step.</param>
/// <param name="MultiplyAdds">Of one image, encoder and decoder once.</param>
/// <param name="Epochs">That were measured.</param>
/// <param name="Images">Of one epoch.</param>
/// <param name="EpochSeconds">Mean, all phases.</param>
/// <param name="StepSeconds">From batch to update.</param>
/// <param name="Phases">Of all measured epochs.</param>
/// <param name="Use">The trained model.</param>
/// <param name="PeakResidentBytes">Of the process, before the model was used.</param>
internal sealed record BenchmarkReport(
    string Recipe, RunVersions Versions, int Threads, GemmRate Gemm, int Batch, long MultiplyAdds, int Epochs,
    long Images, double EpochSeconds, DurationSpread StepSeconds, IReadOnlyList<PhaseShare> Phases, UseRates Use,
    long PeakResidentBytes)
{
    /// <summary>Floating-point operations a second of whole epochs: a multiply-add is two, and the gradients with
    /// respect to weights and to inputs cost as much as the forward pass, each.</summary>
    public double Rate => 6.0 * MultiplyAdds * Images / EpochSeconds;

    /// <summary>Share of libtorch's matrix product.</summary>
    public double RooflineLibTorch => Rate / Gemm.LibTorch;

    /// <summary>Share of our own matrix product, where it is used.</summary>
    public double? RooflineOwn => Rate / Gemm.Own;

    /// <summary>Seconds of observers, as a share of all but validation.</summary>
    public double ObserverShare
    {
        get
        {
            double observers = Phases.Single(p => p.Phase == TrainingPhase.Observers).Seconds;
            return observers / Phases.Where(p => p.Phase != TrainingPhase.Validation).Sum(p => p.Seconds);
        }
    }
}

/// <summary>One phase of the loop.</summary>
/// <param name="Phase">The part of a step or of an epoch.</param>
/// <param name="Seconds">In all measured epochs.</param>
/// <param name="ResidentBytes">The most memory held at its end.</param>
internal sealed record PhaseShare(TrainingPhase Phase, double Seconds, long ResidentBytes);
