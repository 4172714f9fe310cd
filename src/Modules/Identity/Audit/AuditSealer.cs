using System.Security.Cryptography;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Audit;

/// <summary>Seals new entries a moment after they were committed, in blocks; one process at a time, held by a lease.</summary>
internal sealed partial class AuditSealer(
    IdentityDatabase database, AuditLog log, Instance instance,
    IOptions<LeaseOptions> leases, IOptions<AuditOptions> options, ILogger<AuditSealer> logger) : BackgroundService
{
    private const int PageRows = 500;
    private readonly LeaseHolder _lease = new(database.Store, "audit-sealer", instance.Name, leases.Value, database.Clock);
    private (AuditKey Key, AuditChain Sealed)? _state;
    private (long Number, long At) _anchor;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_state is not null)
        {
            // What the last requests wrote: it may be long before a process runs again.
            await TryAsync(cancellationToken);
            Anchor(isLast: true);
        }

        // Also when something was in the way: another process, or the next start, need not wait to find out the same.
        await _lease.ReleaseAsync();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                var isWell = await TryAsync(stoppingToken);
                Anchor(isLast: false);
                await WaitAsync(isWell, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The rest is sealed when the service stops.
        }
    }

    /// <summary>Lets entries gather, for one seal costs a commit; after a failure rings don't count.</summary>
    private async Task WaitAsync(bool isWell, CancellationToken ct)
    {
        if (!isWell)
        {
            await Task.Delay(options.Value.PollInterval, database.Clock, ct);
        }
        else if (await log.Written.WaitAsync(options.Value.PollInterval, database.Clock, ct))
        {
            await Task.Delay(options.Value.SealInterval, database.Clock, ct);
        }
    }

    /// <summary>Seals all there is; false when something is in the way.</summary>
    private async Task<bool> TryAsync(CancellationToken ct)
    {
        try
        {
            var (held, isNew) = await _lease.HoldAsync(ct);
            var state = isNew || _state is null ? await LoadAsync(ct) : _state.Value;
            _state = state;
            while (await SealBlockAsync(held, state.Key, state.Sealed, ct) is { } next)
            {
                _state = state = (state.Key, next);
            }

            return true;
        }
        catch (LeaseLostException lost)
        {
            _lease.Lost(lost.Token);
            Fenced(logger, lost.Message);
        }
        catch (Exception error) when (error is AuditBrokenException or CryptographicException)
        {
            Broken(logger, error.Message);
        }
        catch (StoreException error)
        {
            Failed(logger, error.Message);
        }

        // Whatever it was, what we remember may not be what is there: the next round reads it anew.
        _state = null;
        return false;
    }

    /// <summary>Where the last holder of the lease left off; nothing is sealed on top of a chain that we did not make.</summary>
    private async Task<(AuditKey Key, AuditChain Sealed)> LoadAsync(CancellationToken ct)
    {
        var key = await AuditKey.LoadAsync(database.Store, database.Vault, ct);
        var (newest, head) = await database.Store.ReadAsync(
            async reader => (
                await AuditSeal.NewestAsync(reader),
                await reader.FirstAsync("select last, tag from audit_head", static row => new { Last = row.Int64(0), Tag = row.Bytes(1) })),
            ct);
        if (newest is null && head is { Last: 0 } && key.MadeEmpty(head.Tag))
        {
            return (key, AuditChain.Begin());
        }

        return newest is not null && newest.Last == head?.Last && key.Made(newest) && key.MadeHead(newest, head.Tag)
            ? (key, new AuditChain(newest.Last, newest.Hash))
            : throw new AuditBrokenException("its newest seal is not the one that was made last");
    }

    /// <summary>Seals the next block; null when there is none.</summary>
    private async Task<AuditChain?> SealBlockAsync(Lease held, AuditKey key, AuditChain before, CancellationToken ct)
    {
        // On a copy: a block whose commit fails has moved nothing on.
        var chain = new AuditChain(before.Number, before.Hash);
        await ReadBlockAsync(chain, ct);
        if (chain.Number == before.Number)
        {
            return null;
        }

        var seal = new AuditSeal(before.Number + 1, chain.Number, chain.Hash, database.Clock.GetUtcNow().ToUnixTimeMilliseconds(), []);
        seal = seal with { Tag = key.TagOf(seal) };
        await database.Store.WriteAsync(transaction => CommitAsync(transaction, held, before, seal, key.TagOfHead(seal)), ct);
        return chain;
    }

    private async Task ReadBlockAsync(AuditChain chain, CancellationToken ct)
    {
        var end = chain.Number + options.Value.BlockMax;
        IReadOnlyList<AuditRow> rows;
        do
        {
            var after = chain.Number;
            rows = await database.Store.ReadAsync(
                reader => reader.QueryAsync(
                    $"select {AuditRow.Columns} from audit a where a.number > $1 and a.number <= $2 order by a.number limit $3",
                    AuditRow.Read, after, end, PageRows),
                ct);
            foreach (var row in rows)
            {
                // A number shows only behind all below it, for whoever takes one holds the others back: a gap is never a late commit.
                if (row.Number != chain.Number + 1)
                {
                    throw new AuditBrokenException($"entry {chain.Number + 1} is gone");
                }

                chain.Add(row);
            }
        }
        while (rows.Count == PageRows && chain.Number < end);
    }

    /// <summary>Only when we still hold the lease and nobody touched the seals meanwhile.</summary>
    private static async ValueTask<bool> CommitAsync(
        ITransaction transaction, Lease held, AuditChain before, AuditSeal seal, byte[] headTag)
    {
        await held.CheckAsync(transaction);
        var newest = await AuditSeal.NewestAsync(transaction);
        if ((newest?.Last ?? 0) != before.Number || (newest is not null && !newest.Hash.AsSpan().SequenceEqual(before.Hash)))
        {
            throw new AuditBrokenException($"the seal that was made last, up to entry {before.Number}, is gone or changed");
        }

        await transaction.ExecuteAsync(
            "insert into audit_seals (first, last, hash, at, tag) values ($1, $2, $3, $4, $5)", seal.First, seal.Last, seal.Hash, seal.At,
            seal.Tag);
        return
            await transaction.ExecuteAsync("update audit_head set last = $1, tag = $2 where last = $3", seal.Last, headTag, before.Number)
            == 1
            ? true
            : throw new AuditBrokenException($"the mark of the newest seal, up to entry {before.Number}, is gone or changed");
    }

    /// <summary>
    /// Tells the newest number and hash from time to time, so that they are kept where nobody who edits the database gets at them.
    /// </summary>
    private void Anchor(bool isLast)
    {
        var isDue = isLast || _anchor.Number == 0 || database.Clock.GetElapsedTime(_anchor.At) >= options.Value.AnchorInterval;
        if (_state is { } state && state.Sealed.Number > _anchor.Number && isDue)
        {
            _anchor = (state.Sealed.Number, database.Clock.GetTimestamp());
            Anchored(logger, new AuditAnchor(state.Sealed.Number, state.Sealed.Hash));
        }
    }

    [LoggerMessage(4040, LogLevel.Information, "audit log sealed up to {Anchor}")]
    private static partial void Anchored(ILogger logger, AuditAnchor anchor);

    [LoggerMessage(4041, LogLevel.Warning, "new entries of the audit log could not be sealed ({Reason}); trying again")]
    private static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(4042, LogLevel.Error, "the audit log was tampered with and is not sealed on: {Reason}; run lockstep audit verify")]
    private static partial void Broken(ILogger logger, string reason);

    [LoggerMessage(4043, LogLevel.Warning, "the audit log is sealed by another process from now on: {Reason}")]
    private static partial void Fenced(ILogger logger, string reason);
}
