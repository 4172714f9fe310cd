using Lockstep.Contracts.Systems;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;

namespace Lockstep.Runtime.UseCases;

/// <summary>What stands here for a record of a flow's source.</summary>
/// <param name="SourceVersion">The version of the source's record that was written last.</param>
/// <param name="RecordId">The record here; it may have been deleted since.</param>
/// <param name="RecordVersion">Its version after that write.</param>
public sealed record FlowWritten(long SourceVersion, long RecordId, long RecordVersion);

/// <summary>
/// The door of flows to the writers of a module: each version of a source's record has its effect once, and a record of the source is one
/// record here for good, whatever its keys become.
/// </summary>
public static class FlowWrites
{
    /// <summary>Writes a record for a flow, in one commit.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <param name="database">The module's database.</param>
    /// <param name="write">What the flow wants.</param>
    /// <param name="apply">
    /// The writer: is given the id of the record that stands for the source's already, or null for the first write. See
    /// <see cref="IStore.WriteAsync{T}"/> for what it may do.
    /// </param>
    /// <param name="identify">The id and the version of a record.</param>
    /// <param name="ct">Ends the wait.</param>
    public static async Task<WriteAnswer> WriteOnceAsync<T>(
        ModuleDatabase database, ModuleWrite write, Func<ITransaction, long?, ValueTask<Written<T>>> apply,
        Func<T, (long Id, long Version)> identify, CancellationToken ct)
        where T : class => (await WriteOnceAsync<T, object>(
            database, write, async (transaction, known) => (await apply(transaction, known), null), identify, ct)).Answer;

    /// <summary>The same for a writer that leaves work behind its commit, which it returns: it may run again.</summary>
    /// <typeparam name="T">The record.</typeparam>
    /// <typeparam name="TBehind">What is to be done behind the commit.</typeparam>
    /// <param name="database">The module's database.</param>
    /// <param name="write">What the flow wants.</param>
    /// <param name="apply">The writer.</param>
    /// <param name="identify">The id and the version of a record.</param>
    /// <param name="ct">Ends the wait.</param>
    public static Task<(WriteAnswer Answer, TBehind? Behind)> WriteOnceAsync<T, TBehind>(
        ModuleDatabase database, ModuleWrite write, Func<ITransaction, long?, ValueTask<(Written<T> Written, TBehind? Behind)>> apply,
        Func<T, (long Id, long Version)> identify, CancellationToken ct)
        where T : class
        where TBehind : class => database.Store.WriteAsync<(WriteAnswer, TBehind?)>(
        async transaction =>
        {
            var known = await FindForUpdateAsync(transaction, write);
            if (known is not null && known.SourceVersion >= write.Version)
            {
                return (new WriteAnswer(WriteOutcome.AlreadyThere, known.RecordId, known.RecordVersion), null);
            }

            var (written, behind) = await apply(transaction, known?.RecordId);
            if (written.Record is not { } record)
            {
                return (Refused(written.Refusal!), null);
            }

            var (id, version) = identify(record);

            // A record that was merged into another is still the one of the source: it is there again when that is undone.
            await NoteAsync(transaction, write, new FlowWritten(write.Version, known?.RecordId ?? id, version), database.Clock.GetUtcNow());
            return (new WriteAnswer(written.Fields.Length > 0 ? WriteOutcome.Applied : WriteOutcome.AlreadyThere, id, version), behind);
        },
        ct);

    /// <summary>What a flow hears of a refusal.</summary>
    /// <param name="refusal">Why nothing was written.</param>
    public static WriteAnswer Refused(Refusal refusal) => new(WriteOutcome.Refused, 0, 0, refusal.ToText());

    /// <summary>
    /// What a flow hears when the record that stood for its source's was deleted here: nobody but a person brings it back.
    /// </summary>
    /// <param name="kind">The kind of record.</param>
    /// <param name="id">The record.</param>
    public static Refusal Gone(string kind, long id) => new(
        RefusalCode.NotFound,
        $"The {kind} {id}, which stands for this record, was deleted here; skip the delivery, or delete the record at its source too.");

    /// <summary>What stands here for the source's record; nobody else writes it until this commit has ended.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="write">What the flow wants.</param>
    public static async ValueTask<FlowWritten?> FindForUpdateAsync(ITransaction transaction, ModuleWrite write)
    {
        await transaction.LockAsync($"flow write {write.NaturalKey} {write.Kind}");
        return await FindAsync(transaction, write);
    }

    /// <summary>The same without holding it.</summary>
    /// <param name="reader">The read.</param>
    /// <param name="write">What the flow wants.</param>
    public static ValueTask<FlowWritten?> FindAsync(IReader reader, ModuleWrite write) => reader.FirstAsync(
        "select source_version, record_id, record_version from flow_writes where key = $1 and kind = $2",
        static row => new FlowWritten(row.Int64(0), row.Int64(1), row.Int64(2)),
        write.NaturalKey, write.Kind);

    /// <summary>Notes down, in the commit of a write, what it wrote.</summary>
    /// <param name="transaction">The write.</param>
    /// <param name="write">What the flow wanted.</param>
    /// <param name="written">What stands here now.</param>
    /// <param name="now">When.</param>
    public static ValueTask NoteAsync(ITransaction transaction, ModuleWrite write, FlowWritten written, DateTimeOffset now) =>
        transaction.SendAsync(
        """
        insert into flow_writes (key, kind, source_version, record_id, record_version, at) values ($1, $2, $3, $4, $5, $6)
        on conflict (key, kind) do update set source_version = excluded.source_version, record_id = excluded.record_id,
          record_version = excluded.record_version, at = excluded.at
        """,
        write.NaturalKey, write.Kind, written.SourceVersion, written.RecordId, written.RecordVersion, now);
}
