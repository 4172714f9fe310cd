using System.Security.Cryptography;
using System.Text.Json;
using Lockstep.Backup;
using Lockstep.Contracts.Systems;
using Lockstep.Identity.Schema;
using Lockstep.Runtime.Modules;
using Lockstep.Runtime.Outbox;
using Lockstep.Runtime.Security;

namespace Lockstep.Identity.Audit;

/// <summary>
/// Goes through the records themselves: each must be what the newest change of its history says, which the log proves. Else somebody
/// changed,
/// added or took it away behind Lockstep's back.
/// </summary>
/// <param name="stores">The databases.</param>
/// <param name="master">Opens what the modules have sealed.</param>
/// <param name="key">Proves what of records no history tells; null when there is none.</param>
internal sealed class LiveWalk(StoredModules stores, MasterKey master, AuditKey? key)
{
    private const int PageRows = 500;
    private const int LooksMax = 5;
    private long _begin = long.MaxValue;

    /// <summary>The first record that is not; null when all are.</summary>
    public async Task<string?> FaultAsync(IReadOnlyList<ModuleManifest> modules, CancellationToken ct)
    {
        // What is older than the log may be older than its history too.
        _begin = await stores.ReadAsync(
            IdentityDatabase.Name, reader => reader.FirstAsync("select at from audit where number = 1", static row => (long?)row.Int64(0)))
            ?? long.MaxValue;
        foreach (var module in modules)
        {
            if (module.Live.Count == 0 || !await stores.HasAsync(module.Name))
            {
                continue;
            }

            foreach (var live in module.Live)
            {
                if (await FaultAsync(module.Name, live, ct) is { } fault)
                {
                    return fault;
                }
            }
        }

        return null;
    }

    private async Task<string?> FaultAsync(string module, LiveRecords live, CancellationToken ct)
    {
        long after = 0;
        IReadOnlyList<ChangedRecord> page;
        do
        {
            ct.ThrowIfCancellationRequested();
            var from = after;
            page = await stores.ReadAsync(module, reader => live.Page(reader, from, PageRows));
            var to = page.Count == PageRows ? page[^1].Id : long.MaxValue;
            var there = await stores.ReadAsync(module, reader => HistoryEnd.ThereAsync(reader, live.Kind, from, to));

            // Those on the page, and those that should be.
            var records = page.ToDictionary(static record => record.Id);
            foreach (var id in records.Keys.Union(there))
            {
                if (await FirstLookAsync(module, live, records.GetValueOrDefault(id), id) is { } fault)
                {
                    return fault;
                }
            }

            after = to;
        }
        while (page.Count == PageRows);
        return null;
    }

    private async ValueTask<string?> FirstLookAsync(string module, LiveRecords live, ChangedRecord? record, long id)
    {
        var secret = await SecretAsync(module, live, id);
        var end = await stores.ReadAsync(module, reader => HistoryEnd.FindAsync(reader, live.Kind, id));
        return Compare("", live, record, end) is null && await IsProvenAsync(module, live, id, secret, end)
            ? null : await FaultAsync(module, live, id);
    }

    /// <summary>
    /// A running process may change the record between two looks: then they are of different versions, and a third one tells.
    /// </summary>
    private async ValueTask<string?> FaultAsync(string module, LiveRecords live, long id)
    {
        string? fault = null;
        for (var look = 0; look < LooksMax; look++)
        {
            var before = await stores.ReadAsync(module, reader => HistoryEnd.FindAsync(reader, live.Kind, id));
            var record = (await stores.ReadAsync(module, reader => live.Page(reader, id - 1, 1))).FirstOrDefault(one => one.Id == id);
            var secret = await SecretAsync(module, live, id);
            var end = await stores.ReadAsync(module, reader => HistoryEnd.FindAsync(reader, live.Kind, id));
            var what = $"{live.Kind}s/{id} in {stores.NameOf(module)}";
            fault = Compare(what, live, record, end) ?? (await IsProvenAsync(module, live, id, secret, end) ? null
                : $"{what} was changed: its credentials are not what its newest history proves");
            if (fault is null || before?.Version == end?.Version)
            {
                return fault;
            }
        }

        return fault;
    }

    private async ValueTask<LiveSecret?> SecretAsync(string module, LiveRecords live, long id) =>
        live.Secret is { } find ? await stores.ReadAsync(module, reader => find(reader, id)) : null;

    /// <summary>
    /// Whether what no history tells is what the newest one proves. A history that proves nothing of it is of a version before that did.
    /// </summary>
    private async ValueTask<bool> IsProvenAsync(string module, LiveRecords live, long id, LiveSecret? secret, HistoryEnd? end)
    {
        if (key is null || secret is null || end is not { Data: not null, Proof: { } proof })
        {
            return true;
        }

        try
        {
            var opened = secret.Sealed is { } blob ? await new StoredVault(stores, module, master).OpenAsync(secret.Purpose, blob) : null;
            return CryptographicOperations.FixedTimeEquals(key.SaltOf(live.Kind, id, end.Version, secret.Whole(opened)), proof);
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private string? Compare(string what, LiveRecords live, ChangedRecord? record, HistoryEnd? end) => (record, end) switch
    {
        (null, null or { IsDelete: true }) => null,
        (null, _) => $"{what} is gone, and no history says that it was deleted",
        (_, null) => record.ChangedAt.ToUnixTimeMilliseconds() <= _begin ? null : $"{what} was added; it has no history",
        (_, { IsDelete: true }) => $"{what} is there, though its history says that it was deleted",
        _ when record.Version != end.Version => $"{what} is at version {record.Version}, its history at {end.Version}",
        (_, { Data: null }) => null,
        _ => Differs(live, record.Data, end.Data!) is { } field ? $"{what} was changed: its {field} is not what its newest history says"
            : null,
    };

    /// <summary>
    /// The first member that differs. One that the history does not have came later, and was filled by the version that brought it,
    /// unless it is
    /// one that is left out while it says nothing.
    /// </summary>
    private static string? Differs(LiveRecords live, ReadOnlyMemory<byte> record, byte[] history)
    {
        using var now = JsonDocument.Parse(record);
        using var then = JsonDocument.Parse(history);
        return then.RootElement.EnumerateObject().Select(static member => member.Name).Union(live.LeftOut, StringComparer.Ordinal)
            .Where(name => !live.Apart.Contains(name, StringComparer.Ordinal))
            .FirstOrDefault(name => !Equal(Find(now.RootElement, name), Find(then.RootElement, name)));
    }

    private static JsonElement? Find(JsonElement record, string name) =>
        record.TryGetProperty(name, out var value) && value.ValueKind is not JsonValueKind.Null ? value : null;

    private static bool Equal(JsonElement? one, JsonElement? other) =>
        one is { } first && other is { } second ? JsonElement.DeepEquals(first, second) : one is null && other is null;
}
