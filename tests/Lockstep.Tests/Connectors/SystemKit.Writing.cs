using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Tests.Connectors;

public abstract partial class SystemKit
{
    [Fact]
    public async Task A_field_that_is_not_given_stays_as_it_is()
    {
        if (!Asked.Has(Capability.Update))
        {
            return;
        }

        var number = Next();
        var id = await MakeAsync(number);
        var result = await System.UpdateAsync(new UpdateRequest(Kind, id, ChangesOf(number)), Ct);
        result.Cause.ShouldBeNull(result.Message);
        result.TargetId.ShouldBe(id);
        var record = (await System.ReadAsync(Kind, id, Ct)).Value!;
        ShouldHave(record, Both(number));
    }

    [Fact]
    public async Task A_null_takes_a_value_away_and_leaves_the_others()
    {
        if (EmptiedField is not { } field)
        {
            return;
        }

        var number = Next();
        var id = await MakeAsync(number);
        var result = await System.UpdateAsync(new UpdateRequest(Kind, id, new JsonObject { [field] = null }), Ct);
        result.Cause.ShouldBeNull(result.Message);
        var record = (await System.ReadAsync(Kind, id, Ct)).Value!;
        Data(record)[field].ShouldBeNull();
        var rest = FieldsOf(number);
        rest.Remove(field);
        ShouldHave(record, rest);
    }

    [Fact]
    public async Task A_write_that_answers_with_the_record_answers_with_it_as_it_is_then()
    {
        if (!Asked.Has(Capability.Create | Capability.Update))
        {
            return;
        }

        var number = Next();
        var made = await System.CreateAsync(new CreateRequest(Kind, FieldsOf(number), $"kit-{number}"), Ct);
        made.Cause.ShouldBeNull(made.Message);
        var changed = await System.UpdateAsync(new UpdateRequest(Kind, made.TargetId!, ChangesOf(number)), Ct);
        var now = (await System.ReadAsync(Kind, made.TargetId!, Ct)).Value!;
        if (made.Record is { } first)
        {
            ShouldHave(first, FieldsOf(number));
        }

        if (changed.Record is { } record)
        {
            (record.Id, record.Version, changed.Version).ShouldBe((now.Id, now.Version, now.Version));
            ShouldHave(record, Both(number));
        }
    }

    [Fact]
    public async Task A_create_that_is_repeated_under_its_key_makes_one_record_if_the_kind_says_so()
    {
        if (!Asked.Has(Capability.CreateOnce))
        {
            return;
        }

        var number = Next();
        var request = new CreateRequest(Kind, FieldsOf(number), $"kit-{number}");
        var first = await System.CreateAsync(request, Ct);
        var again = await System.CreateAsync(request, Ct);
        again.Cause.ShouldBeNull(again.Message);
        again.TargetId.ShouldBe(first.TargetId);
        var (records, _) = await RoundAsync(null);
        records.Select(static one => one.Id).Distinct(StringComparer.Ordinal)
            .Count(id => string.Equals(id, first.TargetId, StringComparison.Ordinal))
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_write_that_expects_another_version_is_a_conflict_and_changes_nothing_if_the_kind_says_so()
    {
        if (!Asked.Has(Capability.ConditionalWrite))
        {
            return;
        }

        var number = Next();
        var id = await MakeAsync(number);
        var stale = (await System.ReadAsync(Kind, id, Ct)).Value!.Version;
        await ChangeBehindAsync(id, number);
        var now = (await System.ReadAsync(Kind, id, Ct)).Value!.Version;
        var late = await System.UpdateAsync(new UpdateRequest(Kind, id, FieldsOf(number)) { ExpectedVersion = stale }, Ct);
        late.Cause.ShouldBe(FailureCause.VersionConflict);
        (await System.ReadAsync(Kind, id, Ct)).Value!.Version.ShouldBe(now);
        (await System.UpdateAsync(new UpdateRequest(Kind, id, FieldsOf(number)) { ExpectedVersion = now }, Ct)).Cause.ShouldBeNull();
    }

    [Fact]
    public async Task A_delete_that_expects_another_version_is_a_conflict_and_deletes_nothing_if_the_kind_says_so()
    {
        if (!Asked.Has(Capability.ConditionalWrite | Capability.Delete))
        {
            return;
        }

        var number = Next();
        var id = await MakeAsync(number);
        var stale = (await System.ReadAsync(Kind, id, Ct)).Value!.Version;
        await ChangeBehindAsync(id, number);
        var late = await System.DeleteAsync(new DeleteRequest(Kind, id) { ExpectedVersion = stale }, Ct);
        late.Cause.ShouldBe(FailureCause.VersionConflict);
        var now = (await System.ReadAsync(Kind, id, Ct)).Value.ShouldNotBeNull().Version;
        (await System.DeleteAsync(new DeleteRequest(Kind, id) { ExpectedVersion = now }, Ct)).Cause.ShouldBeNull();
    }

    [Fact]
    public async Task A_search_finds_exactly_the_records_with_the_value()
    {
        if (KeyField is not { } key)
        {
            Asked.SearchFields.ShouldBeEmpty("the kit needs a KeyField");
            return;
        }

        Asked.SearchFields.Contains(key).ShouldBeTrue();
        var (number, other) = (Next(), Next());
        var id = await MakeAsync(number);
        await MakeAsync(other);
        var found = await System.SearchAsync(new SearchRequest(Kind, key, FieldsOf(number)[key]!.ToString(), 2), Ct);
        found.Value.ShouldNotBeNull(found.Failure?.Message).Records.ShouldHaveSingleItem().Id.ShouldBe(id);
        var none = await System.SearchAsync(new SearchRequest(Kind, key, "no'such \"value\" & more", 2), Ct);
        none.Value.ShouldNotBeNull(none.Failure?.Message).Records.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_deleted_is_gone_and_a_repeat_is_no_failure()
    {
        if (!Asked.Has(Capability.Delete))
        {
            return;
        }

        var number = Next();
        var id = await MakeAsync(number);
        (await System.DeleteAsync(new DeleteRequest(Kind, id), Ct)).Cause.ShouldBeNull();
        (await System.ReadAsync(Kind, id, Ct)).Failure.ShouldNotBeNull().Cause.ShouldBe(FailureCause.NotFound);
        (await System.DeleteAsync(new DeleteRequest(Kind, id), Ct)).Cause.ShouldBeNull();
        (await System.UpdateAsync(new UpdateRequest(Kind, id, ChangesOf(number)), Ct)).Cause.ShouldBe(FailureCause.NotFound);
    }

    [Fact]
    public async Task A_write_by_key_that_comes_again_has_no_second_effect_if_the_kind_says_so()
    {
        if (!Asked.Has(Capability.Apply | Capability.ApplyRepeats))
        {
            return;
        }

        var number = Next();
        var first = await System.ApplyAsync(Applied(number, FieldsOf(number), 1), Ct);
        var version = (await System.ReadAsync(Kind, first.TargetId!, Ct)).Value!.Version;
        var again = await System.ApplyAsync(Applied(number, FieldsOf(number), 1), Ct);
        (again.Cause, again.TargetId).ShouldBe((null, first.TargetId));
        (await System.ReadAsync(Kind, first.TargetId!, Ct)).Value!.Version.ShouldBe(version);
    }

    [Fact]
    public async Task A_write_by_key_that_is_older_than_what_stands_there_has_no_effect_if_the_kind_says_so()
    {
        if (!Asked.Has(Capability.Apply | Capability.ApplyPassesOverOlder))
        {
            return;
        }

        var number = Next();
        var first = await System.ApplyAsync(Applied(number, FieldsOf(number), 1), Ct);
        (await System.ApplyAsync(Applied(number, Both(number), 2), Ct)).Cause.ShouldBeNull();
        (await System.ApplyAsync(Applied(number, FieldsOf(number), 1), Ct)).Cause.ShouldBeNull();
        ShouldHave((await System.ReadAsync(Kind, first.TargetId!, Ct)).Value!, ChangesOf(number));
    }

    [Fact]
    public async Task A_record_that_the_system_can_not_take_is_refused_with_a_reason()
    {
        var request = Unacceptable();
        var result = WritesByKey
            ? await System.ApplyAsync(Applied(Next(), request, 1), Ct)
            : await System.CreateAsync(new CreateRequest(Kind, request, $"kit-{Next()}"), Ct);
        (result.Cause is FailureCause.TargetRefused or FailureCause.Validation).ShouldBeTrue($"{result.Cause}");
        result.Message.ShouldNotBeNullOrWhiteSpace();
    }

    /// <summary>Fields that the system refuses.</summary>
    protected abstract JsonObject Unacceptable();
}
