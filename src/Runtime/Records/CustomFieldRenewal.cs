using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Runtime.Records;

/// <summary>
/// Gives definitions their history that the version before wrote without one, before the first request: those that a schema script noted
/// down, and one that a process of that version made beside it, which has no id yet. A check of the audit log would take them for records
/// that somebody put there behind Lockstep's back.
/// </summary>
internal sealed class CustomFieldRenewal(CustomFieldKind kind, ModuleDatabase database) : IHostedService
{
    private const string Actor = "system:upgrade";

    public async Task StartAsync(CancellationToken cancellationToken) =>
        await database.Store.WriteAsync(RenewAsync, cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async ValueTask<int> RenewAsync(ITransaction transaction)
    {
        // Of several processes that start at once one comes first, and leaves nothing for the others.
        var all = await CustomFields.ListForUpdateAsync(transaction, kind.Record);
        var noted = await transaction.QueryAsync(
            "select record_id from stale_keys where kind = $1", static row => row.Int64(0), kind.Kind);
        var stale = all.Where(field => field.RemovedAt is null && (field.Id == 0 || noted.Contains(field.Id))).ToList();
        foreach (var field in stale)
        {
            var named = field.Id == 0 ? field with { Id = all.Max(static one => one.Id) + 1 } : field;
            await CustomFields.WriteAsync(transaction, named);
            await kind.AppendAsync(database.Log, transaction, new RecordChange(
                kind.Kind, named.Id, named.Version, ChangeKind.Created, Actor, database.Clock.GetUtcNow(),
                CustomFieldKind.Changed(null, named), CustomFieldKind.ToJson(named)));
        }

        if (noted.Count > 0)
        {
            await transaction.SendAsync("delete from stale_keys where kind = $1", kind.Kind);
        }

        return stale.Count;
    }
}
