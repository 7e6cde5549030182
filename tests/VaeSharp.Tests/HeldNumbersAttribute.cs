using System.Reflection;
using VaeSharp.Engine;
using VaeSharp.Tests;
using Xunit.Sdk;

[assembly: HeldNumbers]

namespace VaeSharp.Tests;

/// <summary>Each test that computes on its own thread is a <see cref="NativeWork"/>: no boxed number is freed in the middle of it.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class HeldNumbersAttribute : BeforeAfterTestAttribute
{
    [ThreadStatic]
    private static NativeWork? _work;

    /// <inheritdoc/>
    public override void Before(MethodInfo methodUnderTest)
    {
        // An asynchronous test may end on another thread; that of the hold itself wants it let go.
        bool holds = methodUnderTest.ReturnType == typeof(void) && methodUnderTest.DeclaringType != typeof(Engine.NativeWorkTests);
        _work = holds ? NativeWork.Begin() : null;
    }

    /// <inheritdoc/>
    public override void After(MethodInfo methodUnderTest)
    {
        _work?.Dispose();
        _work = null;
    }
}
