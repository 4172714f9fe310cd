using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;

namespace Lockstep.Tests.Connectors;

/// <summary>
/// What every system must keep to, whatever its connector: derive a class for each kind of record, and every promise is a test. What a kind
/// does not claim it is not asked for, except whether it says so.
/// </summary>
public abstract partial class SystemKit
{
    private static int _numbers;

    /// <summary>An id that no record has; one that could never be one, unless the system can only be asked for what could.</summary>
    protected virtual string NobodysId => "no/such record";

    /// <summary>The system, open and reachable.</summary>
    protected abstract ISystem System { get; }

    /// <summary>The kind of record to be tried.</summary>
    protected abstract string Kind { get; }

    /// <summary>Whether the kit writes by natural key where the kind can, and else record by record.</summary>
    protected virtual bool WritesByKey => Asked.Has(Capability.Apply);

    /// <summary>A field that may be empty and is not among the keys; null where the kit has none.</summary>
    protected virtual string? EmptiedField => null;

    /// <summary>The field by which a record of the kit is found; null where the kind has none.</summary>
    protected virtual string? KeyField => null;

    /// <summary>The fields of a record, by the names of the target; no two numbers may have the same key.</summary>
    protected abstract JsonObject FieldsOf(int number);

    /// <summary>What is changed of it: at least one field with another value, the key as before.</summary>
    protected abstract JsonObject ChangesOf(int number);

    /// <summary>Fields that the system rewrites, so that they read back otherwise.</summary>
    protected virtual IReadOnlyList<string> Rewritten => [];

    /// <summary>Makes a record of the target behind the connector's back; through it where there is no other way.</summary>
    protected virtual Task<string> MakeBehindAsync(int number) => MakeAsync(number);

    /// <summary>Changes a record of the target behind the connector's back.</summary>
    protected virtual Task ChangeBehindAsync(string id, int number) => ChangeAsync(id, number);

    /// <summary>Deletes a record of the target behind the connector's back.</summary>
    protected virtual async Task DeleteBehindAsync(string id) =>
        (await System.DeleteAsync(new DeleteRequest(Kind, id), Ct)).Cause.ShouldBeNull();

    protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    protected RecordKind Asked => System.KindOf(Kind)!;

    /// <summary>A number that no other record of this run has.</summary>
    protected static int Next() => Interlocked.Increment(ref _numbers);

    /// <summary>Makes a record through the connector.</summary>
    protected async Task<string> MakeAsync(int number)
    {
        var result = WritesByKey
            ? await System.ApplyAsync(Applied(number, FieldsOf(number), 1), Ct)
            : await System.CreateAsync(new CreateRequest(Kind, FieldsOf(number), $"kit-{number}"), Ct);
        result.Cause.ShouldBeNull(result.Message);
        return result.TargetId.ShouldNotBeNull();
    }

    /// <summary>Changes it through the connector.</summary>
    protected async Task ChangeAsync(string id, int number)
    {
        var result = WritesByKey
            ? await System.ApplyAsync(Applied(number, Both(number), 2), Ct)
            : await System.UpdateAsync(new UpdateRequest(Kind, id, ChangesOf(number)), Ct);
        result.Cause.ShouldBeNull(result.Message);
    }

    /// <summary>Reads page after page until there is no more.</summary>
    protected async Task<(List<SourceRecord> Records, string? Cursor)> RoundAsync(
        string? cursor, int limit = 100, Func<Task>? between = null)
    {
        var records = new List<SourceRecord>();
        var request = new ChangesRequest(Kind, cursor, limit) { StartsRound = true, Overlap = TimeSpan.Zero };
        while (true)
        {
            var reply = await System.ChangesAsync(request, Ct);
            reply.Failure.ShouldBeNull();
            var page = reply.Value.ShouldNotBeNull();
            page.ShouldNotBeSameAs(ChangesPage.StartOver);
            records.AddRange(page.Records);
            if (!page.More)
            {
                return (records, page.Next);
            }

            string.Equals(page.Next, request.Cursor, StringComparison.Ordinal)
                .ShouldBeFalse("a cursor that does not move goes round for ever");
            page.Next!.Length.ShouldBeLessThanOrEqualTo(ChangesPage.CursorMax);
            request = new ChangesRequest(Kind, page.Next, limit);
            await (between?.Invoke() ?? Task.CompletedTask);
        }
    }

    protected ApplyRequest Applied(int number, JsonObject fields, long version) =>
        new(Kind, $"kit:records/{number}", fields, "flow:kit", version);

    protected static JsonObject Data(SourceRecord record) => JsonNode.Parse(record.Data.Span)!.AsObject();

    private JsonObject Both(int number)
    {
        var both = FieldsOf(number);
        foreach (var (name, value) in ChangesOf(number))
        {
            both[name] = value?.DeepClone();
        }

        return both;
    }

    private void ShouldHave(SourceRecord record, JsonObject fields)
    {
        var data = Data(record);
        foreach (var (name, value) in fields.Where(one => !Rewritten.Contains(one.Key, StringComparer.Ordinal)))
        {
            data[name]?.ToString().ShouldBe(value?.ToString(), name);
        }
    }
}
