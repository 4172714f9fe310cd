using Lockstep.Contracts;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Runtime.Records;

/// <summary>
/// Folds the keys of those records anew that a schema script noted down, because the program folds them in another way than the version
/// that wrote them. Before the first request: what is there already must be found, or it is made twice. Killed on the way, it goes on at
/// the next start.
/// </summary>
internal sealed class KeyRenewal<T, TInput>(RecordTable<T, TInput> table, ModuleDatabase database) : IHostedService
    where T : class, IRecord
    where TInput : class, new()
{
    private const int BatchMax = 500;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (await database.Store.WriteAsync(RenewAsync, cancellationToken) == BatchMax)
        {
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async ValueTask<int> RenewAsync(ITransaction transaction)
    {
        var ids = await transaction.QueryAsync(
            "select record_id from stale_keys where kind = $1 order by record_id limit $2", static row => row.Int64(0), table.Kind,
            BatchMax);
        foreach (var id in ids)
        {
            await table.RekeyAsync(transaction, id);
            await transaction.SendAsync("delete from stale_keys where kind = $1 and record_id = $2", table.Kind, id);
        }

        return ids.Count;
    }
}
