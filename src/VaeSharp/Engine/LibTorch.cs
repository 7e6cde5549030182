using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using TorchSharp;

namespace VaeSharp.Engine;

/// <summary>The one place that knows how libtorch is found and loaded.</summary>
/// <remarks>
/// TorchSharp's native library asks for a newer libstdc++ than Debian 12 and Ubuntu 22.04 have, though it never
/// calls what it asks for. Where the ordinary load fails, <see cref="NativeShim"/> provides a copy that loads.
/// </remarks>
internal static class LibTorch
{
    private const string NativeName = "LibTorchSharp";
    private static readonly Lazy<nint> Native = new(LoadNative);
    private static string? _shim;

    /// <summary>The path of the patched copy that this process loaded, or null when the original loads.</summary>
    public static string? ShimPath => _shim;

    /// <summary>Loads libtorch now.</summary>
    /// <exception cref="LibTorchException">This machine lacks what libtorch needs.</exception>
    public static void EnsureLoaded()
    {
        try
        {
            // First by ourselves: TorchSharp would answer a failure by copying libtorch beside the program and a long trace.
            _ = Native.Value;
            torch.TryInitializeDeviceType(DeviceType.CPU);
            using var probe = torch.zeros(1);
        }
        catch (Exception fault) when (fault is NotSupportedException or TypeInitializationException
                                          or DllNotFoundException or LibTorchException)
        {
            Exception root = fault is TypeInitializationException { InnerException: { } inner } ? inner : fault;
            throw root as LibTorchException ?? new LibTorchException(
                $"libtorch did not load from {AppContext.BaseDirectory}: {FirstLine(root.Message)}", root)
            {
                DidNotLoad = true,
            };
        }
    }

    /// <summary>The version of the native library.</summary>
    public static string Version => torch.__version__;

    /// <summary>The kinds of device that this build can compute on here, the CPU first.</summary>
    public static IReadOnlyList<string> DeviceKinds()
    {
        EnsureLoaded();
        return
        [
            "cpu", .. torch.cuda_is_available() ? (string[])["cuda"] : [], .. torch.mps_is_available() ? (string[])["mps"] : [],
        ];
    }

    /// <summary>Whether there could be such a device, here or elsewhere: cpu, cuda, cuda:N or mps.</summary>
    public static bool IsDeviceName(string name) => name.Split(':') switch
    {
        ["cpu" or "cuda" or "mps"] => true,
        ["cpu" or "cuda" or "mps", var number] => ushort.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        _ => false,
    };

    /// <summary>What computes, where this build of libtorch has it.</summary>
    /// <param name="name">cpu, cuda, cuda:N or mps.</param>
    /// <exception cref="LibTorchException">No such device here, or no such name.</exception>
    public static torch.Device Device(string name)
    {
        if (!IsDeviceName(name))
        {
            throw new LibTorchException($"The device is '{name}'; expected cpu, cuda, cuda:N or mps.");
        }

        EnsureLoaded();
        string kind = name.Split(':')[0];
        bool here = kind switch
        {
            "cuda" => torch.cuda_is_available(),
            "mps" => torch.mps_is_available(),
            _ => true,
        };
        if (!here)
        {
            throw new LibTorchException(
                $"The device '{name}' is not available: this build carries libtorch for the CPU, or the machine has "
                + $"no {kind} device. Compute on the CPU, or build with -p:LibTorchPackage=… (docs/recipes.md#gpu).");
        }

        return torch.device(name);
    }

    /// <summary>A function that libtorch or a library beneath it exports.</summary>
    internal static bool FindExport(string name, out nint address)
    {
        address = 0;
        return OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libtorch_cpu.so", out nint library)
            && NativeLibrary.TryGetExport(library, name, out address);
    }

    // Subscribing is cheap; nothing is loaded until the first tensor asks for it, so '--help' stays free of libtorch.
    [ModuleInitializer]
    internal static void OfferShim() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += Resolve;

    private static nint Resolve(Assembly assembly, string name) => name == NativeName ? Native.Value : 0;

    private static nint LoadNative()
    {
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        string? original = NativeFiles().FirstOrDefault(File.Exists);
        if (original is null)
        {
            return 0;
        }

        string folder = Path.GetDirectoryName(original)!;
        foreach (string dependency in (string[])["libtorch_cpu.so", "libtorch.so"])
        {
            string path = Path.Combine(folder, dependency);
            if (File.Exists(path))
            {
                NativeLibrary.Load(path);
            }
        }

        if (NativeLibrary.TryLoad(original, out nint handle))
        {
            return handle;
        }

        _shim = NativeShim.Prepare(original, NativeShim.Directories());
        return NativeLibrary.Load(_shim);
    }

    private static IEnumerable<string> NativeFiles()
    {
        const string file = "lib" + NativeName + ".so";
        yield return Path.Combine(AppContext.BaseDirectory, file);
        yield return Path.Combine(
            AppContext.BaseDirectory, "runtimes", RuntimeInformation.RuntimeIdentifier, "native", file);
        yield return Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", file);
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0].Trim();
}
