using VaeSharp.Engine;
using VaeSharp.Models;
using static TorchSharp.torch;

namespace VaeSharp.Evaluation;

/// <summary>Switches gradients and batch statistics off, and puts the model back as it was.</summary>
internal sealed class EvaluationMode : IDisposable
{
    private readonly VariationalAutoencoder _model;
    private readonly bool _training;
    private readonly IDisposable _inference;
    private readonly NativeWork _work;

    public EvaluationMode(VariationalAutoencoder model)
    {
        _work = NativeWork.Begin();
        _model = model;
        _training = model.training;
        _inference = inference_mode();
        model.eval();
    }

    public void Dispose()
    {
        _inference.Dispose();
        _model.train(_training);
        _work.Dispose();
    }
}
