using System.Globalization;
using System.Text.Json.Nodes;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Tryton.Calls;
using Lockstep.Connectors.Tryton.Kinds;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton;

/// <summary>Reads records one by one, and looks for them.</summary>
internal sealed class TrytonReads(string name, TrytonRpc rpc)
{
    /// <summary>Rows besides those that are asked for, of which the domain knows more than the record tells.</summary>
    private const int Spare = 20;

    public async Task<Reply<SourceRecord>> ReadAsync(TrytonKind kind, string id, CancellationToken ct)
    {
        var found = await FindAsync(kind, id, ct);
        return found.Value is { } row ? kind.RecordOf(row) : found.Failure!;
    }

    /// <summary>The row of a record that is not deleted.</summary>
    public async Task<Reply<JsonObject>> FindAsync(TrytonKind kind, string id, CancellationToken ct)
    {
        if (NumberOf(id) is not { } number)
        {
            return Gone(kind, id);
        }

        var reply = await rpc.FindAsync(kind.Model, [new JsonArray(TrytonKind.IdField, "=", number)], 1, kind.Reads, ct);
        return reply.Failure is { } failure ? failure
            : reply.Rows.FirstOrDefault() is { } row && (JsonObject)TrytonValue.Plain(row)! is var plain && !kind.IsGone(plain) ? plain
            : Gone(kind, id);
    }

    public async Task<Reply<SearchPage>> SearchAsync(TrytonKind kind, SearchRequest request, CancellationToken ct)
    {
        var domain = kind.Having(request.Field, request.Value);
        if (kind.IsArchived)
        {
            domain.Add((JsonNode)new JsonArray(TrytonKind.ActiveField, "=", true));
        }

        var reply = await rpc.FindAsync(kind.Model, domain, request.Limit + Spare, kind.Reads, ct);

        // Compared once more: a party is found by any of its e-mails, but its record shows the first one only.
        return reply.Failure is { } failure ? failure : new SearchPage(
        [
            .. reply.Rows.Select(static row => (JsonObject)TrytonValue.Plain(row)!)
                .Where(row => string.Equals(
                    TrytonValue.Text(kind.DataOf(row)[request.Field]), request.Value, StringComparison.OrdinalIgnoreCase))
                .Take(request.Limit).Select(kind.RecordOf),
        ]);
    }

    /// <summary>
    /// Which rows are there, in one search, archived ones among them: of those the changes tell. What belongs to another company, or is
    /// hidden from the user, can't be told from what is gone.
    /// </summary>
    public async Task<Reply<ExistingRecords>> ExistingAsync(TrytonKind kind, ExistingRequest request, CancellationToken ct)
    {
        var numbers = request.Ids.Select(static id => (Id: id, Number: NumberOf(id))).Where(static one => one.Number is not null)
            .DistinctBy(static one => one.Number).ToDictionary(static one => one.Number!.Value, static one => one.Id);
        if (numbers.Count == 0)
        {
            return new ExistingRecords(new HashSet<string>(StringComparer.Ordinal));
        }

        var asked = new JsonArray([.. numbers.Keys.Select(static number => (JsonNode)number)]);
        var reply = await rpc.FindAsync(
            kind.Model, [new JsonArray(TrytonKind.IdField, "in", asked)], numbers.Count, [TrytonKind.IdField], ct);
        return reply.Failure is { } failure ? failure : new ExistingRecords(reply.Rows
            .Select(static row => TrytonValue.Text(row[TrytonKind.IdField]) is { } id ? NumberOf(id) : null)
            .Where(number => number is { } one && numbers.ContainsKey(one)).Select(number => numbers[number!.Value])
            .ToHashSet(StringComparer.Ordinal));
    }

    private static int? NumberOf(string id) =>
        int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private Failure Gone(TrytonKind kind, string id) => new(FailureCause.NotFound, $"{name} has no {kind.Kind.Name} {id}.");
}
