using Lockstep.Contracts.Systems;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;

namespace Lockstep.Support;

/// <summary>Tickets as flows see them: they can be entered and changed, and read.</summary>
internal sealed class SupportSystem(SupportDatabase database, TicketWrites writes) : IModuleSystem
{
    public static readonly IReadOnlySet<string> Readable = new HashSet<string>(StringComparer.Ordinal) { TicketRecord.Kind };

    public static readonly IReadOnlySet<string> Writable = Readable;

    public string Name => SupportDatabase.Name;

    public IReadOnlySet<string> Writes => Writable;

    public IReadOnlySet<string> Reads => Readable;

    public Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct) => Writes.Contains(write.Kind)
        ? writes.WriteTicketAsync(write, ct)
        : throw new ArgumentException($"Support takes no {write.Kind} from flows.", nameof(write));

    public Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct) => Reads.Contains(query.Kind)
        ? TicketRecord.Table.ReadChangedAsync(database, query, ct)
        : throw new ArgumentException($"Support has no {query.Kind}.", nameof(query));

    public Task<ChangedRecord?> FindAsync(string kind, long id, CancellationToken ct) => Reads.Contains(kind)
        ? TicketRecord.Table.FindChangedAsync(database.Store, id, ct)
        : throw new ArgumentException($"Support has no {kind}.", nameof(kind));
}
