using Lockstep.Tests.Support;

namespace Lockstep.Tests.Runtime.Storage;

/// <summary>How SQLite plans statements that are kept.</summary>
public sealed class PlanTests
{
    [Fact]
    public async Task A_kept_statement_is_planned_once_and_not_for_each_value_anew()
    {
        using var store = new TestStore();

        // Where the plan followed the value, this one would be a search between "a" and "b".
        var plan = await store.Store.AskAsync(
            static reader => reader.FirstAsync(
                "explain query plan select text from notes where text glob $1", static row => row.Text(3), "a*"),
            TestContext.Current.CancellationToken);
        plan.ShouldNotBeNull().ShouldStartWith("SCAN notes");
    }
}
