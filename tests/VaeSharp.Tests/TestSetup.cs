using System.Runtime.CompilerServices;
using VaeSharp.Engine;

namespace VaeSharp.Tests;

/// <summary>Before any test: the process is prepared, with one thread for each operation of libtorch, as the test classes already run in parallel.</summary>
internal static class TestSetup
{
    [ModuleInitializer]
    internal static void UseOneThread() => Machine.Prepare(1);
}
