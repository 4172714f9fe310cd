using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Runtime.UseCases;

/// <summary>Whether requests can be served: every database takes reads and writes, and the process is not stopping.</summary>
public sealed class Readiness
{
    // A row too long for the free space of a page that is there already: a file that may not grow refuses it, as it would a record.
    private static readonly string Filling = new('.', 8_192);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);
    private readonly IServiceProvider _services;
    private readonly IReadOnlyList<string> _databases;
    private readonly Instance _instance;
    private readonly IHostApplicationLifetime _lifetime;

    internal Readiness(IServiceProvider services, IEnumerable<ModuleSchema> modules, Instance instance,
        IHostApplicationLifetime lifetime) =>
        (_services, _databases, _instance, _lifetime) = (services, [.. modules.Select(static module => module.Module)], instance, lifetime);

    /// <summary>Why they can't; null when they can.</summary>
    public async Task<Refusal?> RefuseAsync(CancellationToken ct)
    {
        if (_lifetime.ApplicationStopping.IsCancellationRequested)
        {
            return new Refusal(RefusalCode.Unavailable, "The process is stopping.");
        }

        foreach (var name in _databases)
        {
            try
            {
                var store = _services.GetRequiredKeyedService<IStore>(name);
                await store.WriteAsync(WriteAsync, ct);
                await store.ReadAsync(static reader => reader.FirstAsync("select 1", static row => row.Int64(0)), ct);
            }
            catch (StoreException error)
            {
                return new Refusal(
                    RefusalCode.Unavailable, $"The database of {name} {Words(error.Fault)}.", RetryAfter: TryAgain);
            }
        }

        return null;
    }

    /// <summary>A row that is not there afterwards; a lease, for it is in no backup, and nobody wants this one.</summary>
    private async ValueTask<int> WriteAsync(ITransaction transaction)
    {
        await transaction.SendAsync(
            "insert into leases (name, owner, token, expires_at) values ($1, $2, 1, 0) on conflict (name) do nothing",
                $"probe:{_instance.Name}", Filling);
        return await transaction.ExecuteAsync("delete from leases where name = $1", $"probe:{_instance.Name}");
    }

    private static string Words(StoreFault fault) => fault switch
    {
        StoreFault.Full => "takes no writes: its disk, or the size that it may have, is used up",
        StoreFault.ReadOnly => "takes no writes: it is read-only",
        StoreFault.Unreachable => "can't be reached",
        _ => $"is out of order: {fault}",
    };
}
