using System.Globalization;
using System.Text.Json;
using Lockstep.Connectors.Sdk;
using Lockstep.Contracts.Json;
using Lockstep.Sync.JmesPath;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.Triggers;

/// <summary>Finds records in the body of a call, by expressions.</summary>
/// <param name="List">Leads from the body to a record, or a list of them; null when the body is the record.</param>
/// <param name="Id">Leads from a record to its id.</param>
/// <param name="Version">Leads to a whole number that grows with each change; null when there is none.</param>
/// <param name="ChangedAt">Leads to the instant of the change; null when there is none.</param>
/// <param name="Deleted">Says whether the record is gone; null when nothing does.</param>
/// <param name="Limits">What expressions may cost.</param>
internal sealed record HookRecords(
    Expression? List, Expression Id, Expression? Version, Expression? ChangedAt, Expression? Deleted, MappingOptions Limits)
{
    /// <summary>The most records of one body.</summary>
    public const int RecordsMax = 1_000;

    /// <summary>The records of a body, or why they can't be found, in one sentence without anything of the body.</summary>
    public (IReadOnlyList<SourceRecord> Records, string? Fault) Find(byte[] body)
    {
        try
        {
            var run = new Evaluation(Limits);
            var root = JsonElement.Parse(body);
            var found = List is null ? Value.Of(root) : List.Of(root, run);
            if (found.Kind is ValueKind.Null)
            {
                return ([], null);
            }

            IReadOnlyList<Value> all = found.Kind is ValueKind.List ? [.. found.Items()] : [found];
            return all.Count > RecordsMax
                ? ([], string.Create(CultureInfo.InvariantCulture, $"The body has {all.Count} records; at most {RecordsMax} are taken."))
                : ([.. all.Select(RecordOf)], null);
        }
        catch (Exception error) when (error is ExpressionException or JsonException or HookException)
        {
            return ([], error is ExpressionException told ? told.Told : error.Message);
        }
    }

    private SourceRecord RecordOf(Value record)
    {
        // Each record has the limits of one.
        var run = new Evaluation(Limits);
        var data = JsonSerializer.SerializeToElement(ValueWriter.ToNode(record, run), HookJson.Default.JsonNode);
        var raw = JsonSerializer.SerializeToUtf8Bytes(data, HookJson.Default.JsonElement);
        var id = Id.Of(data, run) is { Kind: ValueKind.Text or ValueKind.Number } value ? ValueWriter.ToText(value, run) : null;
        if (id is null || !IsFit(id))
        {
            throw new HookException($"{Id.Text} leads to no id of 1 to {SourceRecord.IdMax} characters.");
        }

        var at = ChangedAt is null ? (DateTimeOffset?)null : InstantOf(ChangedAt, data, run);
        var number = Version is null ? (long?)null : NumberOf(Version, data, run);
        return new SourceRecord(id, number is { } known ? Text(known) : SourceRecord.Digest(raw), raw)
        {
            Order = Math.Max(1, number ?? at?.ToUnixTimeMilliseconds() ?? 1),
            ChangedAt = at,
            IsDeleted = Deleted?.Of(data, run).IsTrue is true,
        };
    }

    private static bool IsFit(string id) => id.Length is > 0 and <= SourceRecord.IdMax && !id.Any(char.IsControl);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static DateTimeOffset InstantOf(Expression expression, JsonElement data, Evaluation run) =>
        expression.Of(data, run) is { Kind: ValueKind.Text } value && Instant.ReadZoned(value.Text) is { } at
            && at > DateTimeOffset.UnixEpoch
            ? at
            : throw new HookException($"{expression.Text} leads to no instant like 2026-01-31T09:30:00Z.");

    private static long NumberOf(Expression expression, JsonElement data, Evaluation run)
    {
        var value = expression.Of(data, run);
        return value.Kind is ValueKind.Text or ValueKind.Number
            && long.TryParse(ValueWriter.ToText(value, run), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new HookException($"{expression.Text} leads to no whole number.");
    }

    /// <summary>A body in which no record can be found.</summary>
    private sealed class HookException(string message) : Exception(message);
}
