using VaeSharp.Engine.Kernels;
using static TorchSharp.torch;

namespace VaeSharp.Nn.Distributions;

/// <summary>The log probability of <see cref="LogisticMixture"/>, or of <see cref="DiscretizedLogistic"/>, and its slopes in
/// one pass over memory.</summary>
/// <remarks>The operations of libtorch for the same take about a hundred passes over numbers of all components, and about
/// fifty over those of a single one.</remarks>
internal static class LogisticMixtureKernel
{
    private static readonly LogScaleBounds Scales = new(
        DiscretizedLogistic.InitialLogScale, DiscretizedLogistic.SmallestLogScale, DiscretizedLogistic.LargestLogScale);

    /// <summary>Whether it can: float32 on the CPU, images that need no gradient, and a processor with vectors.</summary>
    internal static bool Takes(Tensor x, Tensor parameters, MixtureLayout layout) =>
        LogisticMixtureLoop.Takes(layout) && TensorView.IsSingle(x) && TensorView.IsSingle(parameters)
        && !x.requires_grad
        && x.shape.AsSpan().SequenceEqual(
            [parameters.shape[0], layout.Channels, parameters.shape[2], parameters.shape[3]]);

    /// <summary>log p(x), summed over channels and pixels; shape [B], nats.</summary>
    /// <param name="x">Shape [B, C, H, W], values in [0, 1].</param>
    /// <param name="parameters">Shape [B, P, H, W].</param>
    /// <param name="layout">Where they stand.</param>
    /// <param name="levels">How many from 0 to 1.</param>
    /// <param name="plain">The same of parameters by libtorch's operations, whose second derivatives are ours.</param>
    internal static Tensor LogProbability(
        Tensor x, Tensor parameters, MixtureLayout layout, int levels, Func<Tensor, Tensor> plain)
    {
        var pass = new Pass(new LogisticMixtureLoop(layout, Scales, DiscretizedLogistic.HalfLevel(levels)), layout, plain);
        x = x.contiguous();
        parameters = LiesByPixels(parameters) ? parameters : parameters.contiguous();
        return is_grad_enabled() && parameters.requires_grad
            ? Node.apply(x, parameters, pass)
            : pass.Run(x, parameters, null);
    }

    // Channels innermost, as convolutions leave them.
    private static bool LiesByPixels(Tensor tensor) => tensor.permute(0, 2, 3, 1).is_contiguous();

    private sealed record Pass(LogisticMixtureLoop Loop, MixtureLayout Layout, Func<Tensor, Tensor> Plain)
    {
        /// <summary>log p(x), and its derivative by each parameter where <paramref name="slopes"/> is not null.</summary>
        internal Tensor Run(Tensor x, Tensor parameters, Tensor? slopes)
        {
            long[] shape = x.shape;
            bool byPixels = LiesByPixels(parameters);
            Tensor sums = empty(shape[0]);
            using TensorView<float> values = TensorView.Of<float>(x, shape[0], Layout.Channels, shape[2], shape[3]);
            using TensorView<float> numbers = View(parameters);
            using TensorView<float> derivatives = slopes is null ? default : View(slopes);
            using TensorView<float> to = TensorView.Of<float>(sums, shape[0]);
            Loop.Run(values, numbers, derivatives, to, checked((int)(shape[2] * shape[3])), byPixels);
            return sums;

            TensorView<float> View(Tensor tensor) => byPixels
                ? TensorView.Of<float>(tensor.permute(0, 2, 3, 1), shape[0], shape[2], shape[3], Layout.Count)
                : TensorView.Of<float>(tensor, shape[0], Layout.Count, shape[2], shape[3]);
        }
    }

    private sealed class Node : autograd.SingleTensorFunction<Node>
    {
        public override string Name => nameof(LogisticMixtureKernel);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var (x, parameters, pass) = ((Tensor)vars[0], (Tensor)vars[1], (Pass)vars[2]);
            Tensor slopes = LiesByPixels(parameters)
                ? empty_like(parameters.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
                : empty_like(parameters);
            Tensor sums = pass.Run(x, parameters, slopes);
            ctx.save_for_backward([slopes, parameters]);
            ctx.save_data(nameof(Pass), pass);
            return sums;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor gradOutput)
        {
            List<Tensor> saved = ctx.get_saved_variables(); // [B, P, H, W] each
            if (is_grad_enabled())
            {
                // Second derivatives are wanted, which the loop has not.
                Tensor sums = ((Pass)ctx.get_data(nameof(Pass))).Plain(saved[1]);
                return [null!, autograd.grad([sums], [saved[1]], [gradOutput], retain_graph: true, create_graph: true)[0], null!];
            }

            return [null!, saved[0] * gradOutput.view(-1, 1, 1, 1), null!];
        }
    }
}
