namespace VaeSharp.Engine.Kernels;

/// <summary>Settings of libtorch that TorchSharp does not show.</summary>
internal static unsafe class NativeContext
{
    private static readonly delegate* unmanaged[Cdecl]<void*> Global = (delegate* unmanaged[Cdecl]<void*>)Find("_ZN2at13globalContextEv");

    private static readonly delegate* unmanaged[Cdecl]<void*, byte, void> Set =
        (delegate* unmanaged[Cdecl]<void*, byte, void>)Find("_ZN2at7Context20setUserEnabledNNPACKEb");

    private static readonly delegate* unmanaged[Cdecl]<void*, byte> Get =
        (delegate* unmanaged[Cdecl]<void*, byte>)Find("_ZNK2at7Context17userEnabledNNPACKEv");

    /// <summary>Whether libtorch may try NNPACK before a convolution of an evaluation.</summary>
    internal static bool UsesNnpack() => Global != null && Get != null && Get(Global()) != 0;

    /// <summary>Switches NNPACK on or off.</summary>
    /// <remarks>Where it does not know the processor, it writes a warning for each attempt and then is not used.</remarks>
    internal static void UseNnpack(bool use)
    {
        if (Global != null && Set != null)
        {
            Set(Global(), use ? (byte)1 : (byte)0);
        }
    }

    private static nint Find(string name) => LibTorch.FindExport(name, out nint address) ? address : 0;
}
