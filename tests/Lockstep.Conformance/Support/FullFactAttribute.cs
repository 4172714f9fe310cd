using System.Runtime.CompilerServices;

namespace Lockstep.Conformance.Support;

/// <summary>A test for <c>./test --full</c>: a quick run has others that would notice the worst.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FullFactAttribute : FactAttribute
{
    public FullFactAttribute([CallerFilePath] string? sourceFilePath = null, [CallerLineNumber] int sourceLineNumber = -1)
        : base(sourceFilePath, sourceLineNumber) =>
        (Skip, SkipUnless, SkipType) = ("Run by ./test --full.", nameof(TestRun.IsFull), typeof(TestRun));
}
