using Xunit.v3;

namespace Lockstep.Tests.Support;

/// <summary>
/// What these tests promise hangs on the store: <c>./test</c> runs them on SQLite and on PostgreSQL. All others run on SQLite alone; that
/// none of them should bear the mark is seen by the statements (<c>StatementTests</c>).
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class RunsOnEachStoreAttribute : Attribute, ITraitAttribute
{
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [KeyValuePair.Create("Needs", "Store")];
}
