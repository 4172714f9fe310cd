using Lockstep.Runtime.Storage;
using Lockstep.Runtime.Storage.Postgres;
using Npgsql;

namespace Lockstep.Backup;

/// <summary>
/// Databases on PostgreSQL that a copy fills. Each is marked by a table, which also keeps how far the copy is. The first database is marked
/// before the others and its mark goes last: while it is there, no server starts. Only what bears its own mark is emptied.
/// </summary>
/// <param name="server">The server.</param>
/// <param name="modules">The modules.</param>
/// <param name="mayGoOn">Whether a copy of the same that was cut short goes on; else it starts over.</param>
/// <param name="clock">Tells when scripts were applied.</param>
internal sealed class PostgresTarget(PostgresServer server, IReadOnlyList<string> modules, bool mayGoOn, TimeProvider clock) : ICopyTarget
{
    private readonly List<PostgresMark> _marks = [];

    private PostgresMark First => _marks[0];

    public async Task<bool> BeginAsync(string origin, CancellationToken ct)
    {
        // 1. Hold every database before any of them is touched: another copy, or a server that still runs, is found out here.
        foreach (var module in modules)
        {
            var connection = await server.OpenApartAsync(module, PostgresMark.Purpose, create: true, ct);
            _marks.Add(new PostgresMark(connection));
            await GuardAsync(module, () => _marks[^1].HoldAsync(ct));
        }

        // 2. All but taking the marks away was done: only the first database still tells, the others may have lost theirs.
        var found = await First.FindAsync(ct);
        if (found is { IsVerified: true } done && string.Equals(done.Origin, origin, StringComparison.Ordinal))
        {
            return true;
        }

        // 3. What can't be filled is found out before the first of them is emptied.
        foreach (var (mark, module) in _marks.Zip(modules))
        {
            await GuardAsync(module, () => RefuseUsedAsync(mark, ct));
        }

        // 4. The first one is marked before the others: from then on no server starts on any of them.
        foreach (var (mark, module) in _marks.Zip(modules))
        {
            await GuardAsync(module, () => BeginAsync(mark, origin, ct));
        }

        return false;
    }

    public async Task<IModuleTarget> OpenAsync(string module, IReadOnlyList<SchemaScript> scripts, CancellationToken ct)
    {
        var connection = _marks[
            modules.Index().Single(entry => string.Equals(entry.Item, module, StringComparison.Ordinal)).Index
        ].Connection;
        try
        {
            await PostgresSchema.ApplyAsync(connection, module, scripts, clock.GetUtcNow());
            var target = new PostgresModuleTarget(module, connection);
            await target.DropIndexesAsync(ct);
            return target;
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            throw server.Explain(module, error);
        }
    }

    public async Task EndAsync(CancellationToken ct)
    {
        // Noted down before the first mark goes, and backwards so that the first one goes last: cut short in between, the next run finds
        // that all is done instead of databases with tables that bear no mark.
        await GuardAsync(modules[0], () => First.VerifiedAsync(ct));
        foreach (var (mark, module) in _marks.Zip(modules).Reverse())
        {
            await GuardAsync(module, () => mark.RemoveAsync(ct));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var mark in _marks)
        {
            await mark.Connection.DisposeAsync();
        }
    }

    private async Task BeginAsync(PostgresMark mark, string origin, CancellationToken ct)
    {
        var own = await mark.FindAsync(ct);
        if (own is null || !mayGoOn || !string.Equals(own.Origin, origin, StringComparison.Ordinal))
        {
            await mark.StartOverAsync(origin, ct);
        }
    }

    /// <summary>Only what bears a mark of a copy, or is empty, is filled.</summary>
    private static async Task RefuseUsedAsync(PostgresMark mark, CancellationToken ct)
    {
        if (await mark.FindAsync(ct) is null)
        {
            await mark.RefuseUsedAsync(ct);
        }
    }

    private async Task GuardAsync(string module, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (Exception error) when (PostgresErrors.IsOurs(error))
        {
            throw server.Explain(module, error);
        }
    }
}
