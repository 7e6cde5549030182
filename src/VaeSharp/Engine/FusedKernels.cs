using TorchSharp;
using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>Operations over all parameters in one call, where <see cref="ParameterKernels"/> cannot take them.</summary>
/// <remarks>
/// One TorchScript compilation unit a process.
/// </remarks>
internal static class FusedKernels
{
    private const string Source = """
        def adam(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor],
                 step: Tensor, lr: Tensor, beta1: float, beta2: float, epsilon: float, decay: float):
            none: List[Tensor] = []
            steps: List[Tensor] = []
            for _ in p:
                steps.append(step)
            torch._fused_adam_(p, g, m, v, none, steps, lr=lr, beta1=beta1, beta2=beta2,
                               weight_decay=decay, eps=epsilon, amsgrad=False, maximize=False)
            return lr

        def norm(g: List[Tensor]):
            return torch.linalg_vector_norm(torch.stack(torch._foreach_norm(g)))

        def scale(g: List[Tensor], factor: float):
            torch._foreach_mul_(g, factor)
            return g[0]

        def lerp(a: List[Tensor], b: List[Tensor], weight: float):
            torch._foreach_lerp_(a, b, weight)
            return a[0]

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() =>
    {
        LibTorch.EnsureLoaded();
        return jit.compile(Source);
    });

    internal static void Adam(
        Tensor[] parameters, Tensor[] gradients, Tensor[] means, Tensor[] squares,
        Tensor step, Tensor rate, Scalar beta1, Scalar beta2, Scalar epsilon, Scalar decay) =>
        Unit.Value.invoke(
            "adam", parameters, gradients, means, squares, step, rate, beta1, beta2, epsilon, decay);

    /// <summary>The Euclidean norm over all tensors together.</summary>
    internal static double Norm(Tensor[] tensors)
    {
        using Tensor norm = (Tensor)Unit.Value.invoke("norm", [tensors])!;
        return norm.to(float64).item<double>();
    }

    internal static void Scale(Tensor[] tensors, double factor)
    {
        Unit.Value.invoke("scale", tensors, (Scalar)factor);
    }

    /// <summary>a ← a + weight · (b − a), each tensor in place.</summary>
    internal static void Lerp(Tensor[] a, Tensor[] b, double weight)
    {
        Unit.Value.invoke("lerp", a, b, (Scalar)weight);
    }
}
