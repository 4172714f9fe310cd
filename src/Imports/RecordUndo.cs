using System.Text.Json;
using Lockstep.Contracts;
using Lockstep.Runtime.Records;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Imports;

/// <summary>
/// Takes the records of one kind back: those that an import made go, those that it changed are again what the history says they were. One
/// that is not as the import left it stays, and says who changed it.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
/// <typeparam name="TInput">What a client may say of it.</typeparam>
public sealed class RecordUndo<T, TInput>(RecordTable<T, TInput> table)
    where T : class, IRecord
    where TInput : class, new()
{
    /// <summary>Why a record stays of which nobody knows what the import left.</summary>
    public const string Unknown = "It was imported by a version of Lockstep that did not keep what an undo needs.";

    /// <summary>Removes a record that nobody changed since the import made it.</summary>
    public required Func<ITransaction, Work, T, ValueTask<UndoVerdict>> Remove { get; init; }

    /// <summary>Brings a record, which nobody changed since, back to what it was before.</summary>
    public required Func<ITransaction, Work, T, T, ValueTask<UndoVerdict>> Restore { get; init; }

    /// <summary>What became of some records.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="work">Who wants it.</param>
    /// <param name="records">The records.</param>
    /// <param name="ties">What hangs on records of them, which so can't be removed.</param>
    public async ValueTask<IReadOnlyList<UndoVerdict>> WriteAsync(
        ITransaction transaction, Work work, IReadOnlyList<TouchedRecord> records, IReadOnlyDictionary<long, string> ties)
    {
        // All at once, in the order of ids: taken one by one from the last row up, they could wait for a write that goes the other way.
        await table.HoldAsync(transaction, records.Select(static record => record.Id));
        var verdicts = new List<UndoVerdict>(records.Count);
        foreach (var record in records)
        {
            verdicts.Add(await WriteAsync(transaction, work, record, ties.GetValueOrDefault(record.Id)));
        }

        return verdicts;
    }

    private async ValueTask<UndoVerdict> WriteAsync(ITransaction transaction, Work work, TouchedRecord touched, string? tie)
    {
        if (await table.FindForUpdateAsync(transaction, touched.Id) is not { } record || table.LeadsTo?.Invoke(record) is not null)
        {
            return UndoVerdict.Kept((await table.GoneAsync(transaction, touched.Id, work)).ToText());
        }

        if (touched.IsUnknown)
        {
            return UndoVerdict.Kept(Unknown);
        }

        // Compared while the record is held: what somebody writes between a look and the write would be lost without a word.
        if (touched.Last is { } last && (record.Version != last || !touched.IsWhole))
        {
            return UndoVerdict.Kept(await ChangedAsync(transaction, touched, record.Version));
        }

        if (touched.IsMade)
        {
            return tie is null ? await Remove(transaction, work, record) : UndoVerdict.Kept($"There is something of it: {tie}.");
        }

        // What it was before the first version of the import; all that the import wrote behind that goes with it.
        var before = touched.First is { } first ? await BeforeAsync(transaction, touched.Id, first) : record;
        return before is null
            ? UndoVerdict.Kept("What it was before is not kept any more.")
            : await Restore(transaction, work, record, before);
    }

    private async ValueTask<string> ChangedAsync(IReader reader, TouchedRecord touched, long version)
    {
        if (version == touched.Last)
        {
            return "Somebody else changed it while the import ran.";
        }

        var actor = await reader.FirstAsync(
            "select actor from history where kind = $1 and record_id = $2 and version > $3 order by version limit 1",
            static row => row.Text(0), table.Kind, touched.Id, touched.Last);
        return $"It was changed since{(actor is null ? "" : $" by {actor}")}; it is at version {version}.";
    }

    /// <summary>The record as it was before a version; null when that is not kept.</summary>
    private async ValueTask<T?> BeforeAsync(IReader reader, long id, long version) =>
        await reader.FirstAsync(
            "select data from history_data where kind = $1 and record_id = $2 and version = $3", static row => row.Bytes(0), table.Kind, id,
            version - 1) is { } data
            ? JsonSerializer.Deserialize(data, table.Json)
            : null;
}
