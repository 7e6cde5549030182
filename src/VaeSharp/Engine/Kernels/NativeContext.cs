namespace VaeSharp.Engine.Kernels;

/// <summary>Settings of libtorch that TorchSharp does not show.</summary>
internal static unsafe class NativeContext
{
    /// <summary>Switches NNPACK off, which libtorch tries before every convolution of an evaluation.</summary>
    /// <remarks>Where it does not know the processor, it writes a warning for each attempt and then is not used.</remarks>
    internal static void Apply()
    {
        if (LibTorch.FindExport("_ZN2at13globalContextEv", out nint context)
            && LibTorch.FindExport("_ZN2at7Context20setUserEnabledNNPACKEb", out nint set))
        {
            void* global = ((delegate* unmanaged[Cdecl]<void*>)context)();
            ((delegate* unmanaged[Cdecl]<void*, byte, void>)set)(global, 0);
        }
    }
}
