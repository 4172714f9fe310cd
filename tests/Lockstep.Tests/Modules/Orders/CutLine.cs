using Lockstep.Contracts.Inventory;
using Lockstep.Runtime.Storage;

namespace Lockstep.Tests.Modules.Orders;

/// <summary>The way to Inventory's stock, which a test cuts before or behind a call: as when a process dies there.</summary>
internal sealed class CutLine(IStockReservations inner) : IStockReservations
{
    /// <summary>Fails what behind a commit of Orders has to be done, before Inventory hears of it.</summary>
    public bool IsCutBeforeSettling { get; set; }

    /// <summary>Fails it once Inventory has done it.</summary>
    public bool IsCutBehindSettling { get; set; }

    /// <summary>The order for which nothing can be done, by a bug.</summary>
    public string? Poisoned { get; set; }

    /// <summary>The reservation that can't be given back, by a bug.</summary>
    public string? Stuck { get; set; }

    /// <summary>Runs once a reservation stands and nothing else has happened.</summary>
    public Func<StockOperation, Task> OnReserved { get; set; } = _ => Task.CompletedTask;

    public async Task<ReserveAnswer> ReserveAsync(StockOperation operation, CancellationToken ct)
    {
        var answer = await inner.ReserveAsync(operation, ct);
        await OnReserved(operation);
        return answer;
    }

    public async Task<UndoneStep?> SettleAsync(StockOperation operation, StockStep step, CancellationToken ct)
    {
        Cut(IsCutBeforeSettling);
        if (string.Equals(operation.Reason, Poisoned, StringComparison.Ordinal))
        {
            throw new InvalidOperationException("poison");
        }

        var answer = await inner.SettleAsync(operation, step, ct);
        Cut(IsCutBehindSettling);
        return answer;
    }

    public Task<IReadOnlyList<string>> ListOpenAsync(DateTimeOffset before, int limit, CancellationToken ct) =>
        inner.ListOpenAsync(before, limit, ct);

    public Task KeepAsync(IReadOnlyList<string> operationIds, CancellationToken ct) => inner.KeepAsync(operationIds, ct);

    public Task ReleaseAsync(string operationId, CancellationToken ct) => string.Equals(operationId, Stuck, StringComparison.Ordinal)
        ? throw new InvalidOperationException("poison")
        : inner.ReleaseAsync(operationId, ct);

    private static void Cut(bool isCut)
    {
        if (isCut)
        {
            throw new StoreFailedException(StoreFault.Unreachable, "the line is cut");
        }
    }
}
