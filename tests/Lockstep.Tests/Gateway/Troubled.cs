using System.Collections.Concurrent;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Search;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Gateway;

/// <summary>What a source does when it is asked.</summary>
internal enum Trouble
{
    None,
    Hangs,
    HangsDeaf,
    Blocks,
    IsAway,
    IsBroken,
}

/// <summary>Wraps the sources of overview and search, each of which the test may have hang or fail.</summary>
internal sealed class Troubled : IDisposable
{
    private readonly ConcurrentDictionary<string, Trouble> _troubles = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _underWay = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _unblocked = new();
    private volatile TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When a source that is in trouble was asked.</summary>
    public Task Reached => _reached.Task;

    public int UnderWay(string source) => _underWay.GetValueOrDefault(source);

    public void Set(string source, Trouble trouble)
    {
        _reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _troubles[source] = trouble;
        if (trouble is Trouble.Blocks)
        {
            _unblocked.Reset();
        }
        else
        {
            _unblocked.Set();
        }
    }

    /// <summary>Lets go of everything that was left hanging.</summary>
    public void Release()
    {
        _released.TrySetResult();
        _unblocked.Set();
    }

    public void Wrap(IServiceCollection services)
    {
        Wrap<IOverviewPart>(services, part => new OverviewPart(part, this));
        Wrap<ISearchPart>(services, part => new SearchPart(part, this));
    }

    public void Dispose()
    {
        Release();
        _unblocked.Dispose();
    }

    private static void Wrap<T>(IServiceCollection services, Func<T, T> wrap) where T : class
    {
        foreach (var service in services.Where(static one => one.ServiceType == typeof(T)).ToList())
        {
            services[services.IndexOf(service)] = ServiceDescriptor.Singleton(provider => wrap(
                service.ImplementationFactory is { } make ? (T)make(provider)
                    : (T)ActivatorUtilities.CreateInstance(provider, service.ImplementationType!)));
        }
    }

    private async ValueTask<T> AskAsync<T>(string source, Func<ValueTask<T>> ask, CancellationToken ct)
    {
        _underWay.AddOrUpdate(source, 1, static (_, count) => count + 1);
        try
        {
            var trouble = _troubles.GetValueOrDefault(source);
            if (trouble is not Trouble.None)
            {
                _reached.TrySetResult();
            }

            switch (trouble)
            {
                case Trouble.Hangs:
                    await _released.Task.WaitAsync(ct);
                    break;
                case Trouble.HangsDeaf:
                    await _released.Task;
                    break;
                case Trouble.Blocks:
                    _unblocked.Wait(CancellationToken.None);
                    break;
                case Trouble.IsAway:
                    throw new StoreFailedException(StoreFault.Unreachable, "away");
                case Trouble.IsBroken:
                    throw new InvalidOperationException("a bug with a secret in it");
            }

            return await ask();
        }
        finally
        {
            _underWay.AddOrUpdate(source, 0, static (_, count) => count - 1);
        }
    }

    private sealed class OverviewPart(IOverviewPart inner, Troubled troubled) : IOverviewPart
    {
        public IReadOnlyList<string> Names => inner.Names;

        public string Permission => inner.Permission;

        public string? OwnPermission => inner.OwnPermission;

        public ValueTask<OverviewAnswer?> ReadAsync(OverviewQuestion question, CancellationToken ct) =>
            troubled.AskAsync(inner.Names[0], () => inner.ReadAsync(question, ct), ct);
    }

    private sealed class SearchPart(ISearchPart inner, Troubled troubled) : ISearchPart
    {
        public string Kind => inner.Kind;

        public IReadOnlyList<string> Permissions => inner.Permissions;

        public string? OwnPermission => inner.OwnPermission;

        public ValueTask<IReadOnlyList<SearchHit>> FindAsync(SearchQuestion question, CancellationToken ct) =>
            troubled.AskAsync(inner.Kind, () => inner.FindAsync(question, ct), ct);
    }
}
