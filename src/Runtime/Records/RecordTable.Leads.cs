using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Runtime.Records;

/// <summary>Rows that are no records any more and only lead to others.</summary>
public sealed partial class RecordTable<T, TInput>
{
    /// <summary>The row of an id, also when it only leads to another one, for a write that decides by it.</summary>
    public ValueTask<T?> FindRowForUpdateAsync(ITransaction transaction, long id) => transaction.FirstForUpdateAsync(_byId, Read, id);

    /// <summary>The record of an id, or the one that this leads to, for a write that decides by it; null when there is none.</summary>
    public async ValueTask<T?> FindLedForUpdateAsync(ITransaction transaction, long id) =>
        await FindRowForUpdateAsync(transaction, id) is not { } row ? null
        : LeadsTo?.Invoke(row) is { } other ? await FindForUpdateAsync(transaction, other) : row;

    /// <summary>What is said of a record that is not there: nothing of whose it was, unless the caller reaches it.</summary>
    public async ValueTask<Refusal> GoneAsync(IReader reader, long id, Work work)
    {
        var row = LeadsTo is null ? null : await reader.FirstAsync(_byId, Read, id);
        return row is not null && LeadsTo!(row) is { } other && Reaches(work, row)
            ? Refusal.Merged(Kind, id, other)
            : Refusal.NotFound(Kind, id);
    }

    /// <summary>
    /// What a record says together with another one: its own members, those of the other where it has none, and those of the other that
    /// are named.
    /// </summary>
    /// <param name="record">The record.</param>
    /// <param name="other">The other one.</param>
    /// <param name="named">JSON names of members.</param>
    public TInput Filled(T record, T other, IReadOnlyCollection<string> named)
    {
        var (input, from) = (InputOf(record), InputOf(other));
        foreach (var member in Fields.GroupBy(static field => field.Member, StringComparer.Ordinal))
        {
            if (named.Contains(member.Key, StringComparer.Ordinal) || !member.Any(field => field.IsGiven(input)))
            {
                Copy(member, from, input);
            }
        }

        return input;
    }

    /// <summary>What a record says without a change of before, in the members that are still as the change left them.</summary>
    /// <param name="record">The record as it is.</param>
    /// <param name="before">As it was before the change.</param>
    /// <param name="after">As it was after it.</param>
    public TInput Undone(T record, T before, T after)
    {
        var (input, from) = (InputOf(record), InputOf(before));
        foreach (var member in Fields.GroupBy(static field => field.Member, StringComparer.Ordinal))
        {
            if (!member.Any(field => field.Differs(record, after)))
            {
                Copy(member, from, input);
            }
        }

        return input;
    }

    private static void Copy(IEnumerable<RecordField<T, TInput>> member, TInput from, TInput to)
    {
        foreach (var field in member)
        {
            field.Copy(from, to);
        }
    }

    private bool IsLead(T record) => LeadsTo?.Invoke(record) is not null;
}
