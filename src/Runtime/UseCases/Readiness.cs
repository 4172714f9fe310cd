using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Lockstep.Runtime.UseCases;

/// <summary>Whether requests can be served: every database takes reads and writes, and the process is not stopping.</summary>
public sealed class Readiness
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);
    private readonly IServiceProvider _services;
    private readonly IReadOnlyList<string> _databases;
    private readonly IHostApplicationLifetime _lifetime;

    internal Readiness(IServiceProvider services, IEnumerable<ModuleSchema> modules, IHostApplicationLifetime lifetime) =>
        (_services, _databases, _lifetime) = (services, [.. modules.Select(static module => module.Module)], lifetime);

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
                await store.WriteAsync(static transaction => transaction.FirstAsync("select 1", static row => row.Int64(0)), ct);
                await store.ReadAsync(static reader => reader.FirstAsync("select 1", static row => row.Int64(0)), ct);
            }
            catch (StoreException error)
            {
                return new Refusal(
                    RefusalCode.Unavailable, $"The database of {name} is out of order: {error.Fault}.", RetryAfter: TryAgain);
            }
        }

        return null;
    }
}
