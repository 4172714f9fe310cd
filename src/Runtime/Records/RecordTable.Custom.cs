using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Lockstep.Runtime.Custom;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Records;

/// <summary>The fields that people gave to the record.</summary>
public sealed partial class RecordTable<T, TInput>
{
    /// <summary>Whether people may give fields to the record.</summary>
    public bool HasCustom => Custom is not null;

    private CustomValuesField<T, TInput>? Custom { get; }

    /// <summary>
    /// Brings the custom values of an input into the form in which they are kept; a refusal when they are not those of the fields that
    /// there are.
    /// </summary>
    /// <param name="fields">The fields that people gave to records.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="input">The input.</param>
    /// <param name="before">The record as it stands; null for a new one.</param>
    public Refusal? ReadCustom(CustomFields fields, Work work, TInput input, T? before) =>
        Custom?.Read(CustomCheck.Of(fields, Kind, work), input, before);

    /// <summary>Adds one custom value to an input.</summary>
    public void SetCustom(TInput input, string name, JsonNode value) => Custom!.Set(input, name, value);

    /// <summary>The columns of an export for the fields that there are, under which an import takes them back.</summary>
    public IEnumerable<RecordColumn<T>> CustomColumns(CustomFields fields) => Custom is null ? [] : fields.Of(Kind).Select(
        field => new RecordColumn<T>(
            $"{CustomCheck.Member}.{field.Name}", (lines, record) => Write(lines, field, Custom.ValueOf(record, field.Name))));

    /// <summary>Gives values their place that a version before wrote without one.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="after">The id of the record behind which it begins.</param>
    /// <param name="limit">The most records.</param>
    /// <returns>The id of the last record; null when there is none left.</returns>
    internal async ValueTask<long?> RenewPlacesAsync(ITransaction transaction, long after, int limit)
    {
        var ids = await CustomValues.UnplacedAsync(transaction, Kind, after, limit);
        foreach (var id in ids)
        {
            if (await FindForUpdateAsync(transaction, id) is { } record)
            {
                await RenewCustomAsync(transaction, record);
            }
        }

        return ids.Count == 0 ? null : ids[^1];
    }

    /// <summary>The value of a custom field.</summary>
    internal JsonNode? CustomOf(T record, string name) => Custom!.ValueOf(record, name);

    private ValueTask RenewCustomAsync(ITransaction transaction, T record) => Custom is null
        ? ValueTask.CompletedTask
        : CustomValues.RenewAsync(transaction, Kind, record.Id, hasRows: true, Custom.ToText(record));

    /// <summary>Numbers and instants are written as those of other columns are, by what the caller asked for.</summary>
    private static void Write(CsvLines lines, CustomField field, JsonNode? value)
    {
        var text = value?.GetValueKind() is JsonValueKind.String ? value.GetValue<string>() : value?.ToJsonString();
        _ = value?.GetValueKind() switch
        {
            JsonValueKind.Number => lines.Add(CustomOrder.NumberOf(value)),
            JsonValueKind.String when field.Type is "instant" && Contracts.Json.Instant.ReadZoned(text!) is { } at => lines.Add(at),
            _ => lines.Add(text),
        };
    }

    private ValueTask WriteCustomAsync(ITransaction transaction, long id, T? before, T? after) => Custom is null
        ? ValueTask.CompletedTask
        : CustomValues.WriteAsync(
            transaction, Kind, id, before is null ? null : Custom.ToText(before), after is null ? null : Custom.ToText(after));
}
