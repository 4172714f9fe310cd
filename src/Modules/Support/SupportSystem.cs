using Lockstep.Contracts.Systems;
using Lockstep.Imports;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Schema;
using Lockstep.Support.Tickets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Support;

/// <summary>Tickets as flows see them: they can be entered and changed, and read.</summary>
internal sealed class SupportSystem(
    SupportDatabase database, TicketWrites writes, TicketWriter tickets, TicketReferences references, ChangeTicket change,
    IOptions<RetentionOptions> retention, ILogger<SupportDatabase> logger) : IModuleSystem
{
    public static readonly IReadOnlySet<string> Readable = new HashSet<string>(StringComparer.Ordinal) { TicketRecord.Kind };

    public static readonly IReadOnlySet<string> Writable = Readable;

    public static readonly RecordAbilities Tickets =
        new(TicketRecord.Kind, new HashSet<string>(StringComparer.Ordinal) { "externalId" }) { CanDelete = true };

    public string Name => SupportDatabase.Name;

    public IReadOnlySet<string> Writes => Writable;

    public IReadOnlySet<string> Reads => Readable;

    public IReadOnlyDictionary<string, IModuleRecords> Records { get; } = new Dictionary<string, IModuleRecords>(StringComparer.Ordinal)
    {
        [TicketRecord.Kind] = new ModuleRecords<TicketInput>
        {
            Abilities = Tickets,
            KeysKeptFor = retention.Value.Idempotency,
            Input = TicketJson.Default.TicketInput,
            Create = (input, work) => CreateTicket.RunAsync(input, work, tickets, database, references, logger),
            Patch = (id, patch, work) => PatchTicket.RunAsync(id, patch, work, change),
            Delete = (id, work) => DeleteTicket.RunAsync(id, work, tickets, database),
            Search = (field, value, limit, ct) => TicketRecord.Table.FindByAsync(database.Store, field, value, limit, ct),
        },
    };

    public Task<WriteAnswer> WriteAsync(ModuleWrite write, CancellationToken ct) => Writes.Contains(write.Kind)
        ? writes.WriteTicketAsync(write, ct)
        : throw new ArgumentException($"Support takes no {write.Kind} from flows.", nameof(write));

    public Task<ChangedPage> ReadChangedAsync(ChangedQuery query, CancellationToken ct) => Reads.Contains(query.Kind)
        ? TicketRecord.Table.ReadChangedAsync(database, query, withDeleted: false, ct)
        : throw new ArgumentException($"Support has no {query.Kind}.", nameof(query));

    public Task<ChangedRecord?> FindAsync(string kind, long id, CancellationToken ct) => Reads.Contains(kind)
        ? TicketRecord.Table.FindChangedAsync(database.Store, id, ct)
        : throw new ArgumentException($"Support has no {kind}.", nameof(kind));
}
