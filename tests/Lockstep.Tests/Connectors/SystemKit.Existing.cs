using Lockstep.Connectors.Sdk;

namespace Lockstep.Tests.Connectors;

public abstract partial class SystemKit
{
    /// <summary>
    /// Deletes a record of the target behind the connector's back, without a trace where that can be done; false where it can't be.
    /// </summary>
    protected virtual async Task<bool> VanishBehindAsync(string id)
    {
        if (Asked.Has(Capability.Delete))
        {
            await DeleteBehindAsync(id);
        }

        return Asked.Has(Capability.Delete);
    }

    [Fact]
    public async Task Of_many_records_those_are_told_that_are_there_and_no_others()
    {
        if (!Asked.Has(Capability.Existing))
        {
            return;
        }

        var made = new List<string>();
        for (var count = 0; count < 7; count++)
        {
            made.Add(await MakeBehindAsync(Next()));
        }

        (await ExistingAsync([.. made.Take(5), NobodysId])).ShouldBe(made.Take(5), ignoreOrder: true);
        (await ExistingAsync([NobodysId])).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_record_that_is_gone_without_a_trace_is_not_there_by_any_question()
    {
        var id = await MakeBehindAsync(Next());
        if (!Asked.Has(Capability.Existing) || !await VanishBehindAsync(id))
        {
            return;
        }

        (await ExistingAsync([id])).ShouldBeEmpty();
        (await System.ReadAsync(Kind, id, Ct)).Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.NotFound);
    }

    [Fact]
    public void A_kind_that_can_be_asked_for_many_can_be_read_one_by_one() =>
        (!Asked.Has(Capability.Existing) || Asked.CanBeSwept).ShouldBeTrue("what seems gone is read once more");

    private async Task<IEnumerable<string>> ExistingAsync(IReadOnlyList<string> ids)
    {
        var reply = await System.ExistingAsync(new ExistingRequest(Kind, ids), Ct);
        reply.Failure.ShouldBeNull();
        return reply.Value.ShouldNotBeNull().Ids;
    }
}
