using TorchSharp;
using static TorchSharp.torch;

namespace VaeSharp.Engine;

/// <summary>Operations over all parameters in one call, which TorchSharp has only one tensor at a time.</summary>
/// <remarks>
/// One TorchScript compilation unit a process. Scalars are kept by the callers while a call runs: a boxed temporary
/// may be finalised under it.
/// </remarks>
internal static class FusedKernels
{
    private const string Source = """
        def adam(p: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], t: List[Tensor],
                 lr: Tensor, beta1: float, beta2: float, epsilon: float, decay: float):
            none: List[Tensor] = []
            torch._foreach_add_(t, 1)
            torch._fused_adam_(p, g, m, v, none, t, lr=lr, beta1=beta1, beta2=beta2,
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
        Tensor[] parameters, Tensor[] gradients, Tensor[] means, Tensor[] squares, Tensor[] steps,
        Tensor rate, Scalar beta1, Scalar beta2, Scalar epsilon, Scalar decay) =>
        Unit.Value.invoke(
            "adam", parameters, gradients, means, squares, steps, rate, beta1, beta2, epsilon, decay);

    /// <summary>The Euclidean norm over all tensors together.</summary>
    internal static double Norm(Tensor[] tensors)
    {
        using Tensor norm = (Tensor)Unit.Value.invoke("norm", [tensors])!;
        return norm.item<float>();
    }

    internal static void Scale(Tensor[] tensors, double factor)
    {
        using Scalar kept = factor;
        Unit.Value.invoke("scale", tensors, kept);
    }

    /// <summary>a ← a + weight · (b − a), each tensor in place.</summary>
    internal static void Lerp(Tensor[] a, Tensor[] b, double weight)
    {
        using Scalar kept = weight;
        Unit.Value.invoke("lerp", a, b, kept);
    }
}
