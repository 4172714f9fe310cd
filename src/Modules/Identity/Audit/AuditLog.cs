using System.Security.Cryptography;
using System.Text.Json;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Schema;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;

namespace Lockstep.Identity.Audit;

/// <summary>Writes the audit log.</summary>
internal sealed class AuditLog(IdentityDatabase database) : IAuditTrail
{
    private const int SaltBytes = 16;
    private readonly RepeatWindow _window = new();

    /// <summary>Rings after each commit that wrote entries.</summary>
    public Signal Written { get; } = new();

    public Task RecordAsync(AuditEntry entry, CancellationToken ct) => database.Store.WriteAsync(
        async transaction =>
        {
            await AppendAsync(transaction, entry);
            return true;
        },
        ct);

    public async Task RecordRepeatedAsync(AuditEntry entry, CancellationToken ct)
    {
        if (!_window.IsFirst(entry))
        {
            return;
        }

        try
        {
            await RecordAsync(entry, ct);
        }
        catch
        {
            // It happened all the same: count it with the repeats.
            _window.Count(entry);
            throw;
        }
    }

    /// <summary>Ends the window of repeats: writes down how many there were.</summary>
    public async Task RecordRepeatsAsync(CancellationToken ct)
    {
        var repeats = _window.Close();
        if (repeats.Count == 0)
        {
            return;
        }

        try
        {
            await database.Store.WriteAsync(
                async transaction =>
                {
                    foreach (var entry in repeats)
                    {
                        await AppendAsync(transaction, entry);
                    }

                    return true;
                },
                ct);
        }
        catch
        {
            // They happened all the same: counted on in the window that has begun.
            foreach (var entry in repeats)
            {
                _window.Count(entry);
            }

            throw;
        }
    }

    /// <summary>Notes an entry down in the commit of what it tells.</summary>
    /// <returns>Its number.</returns>
    public async ValueTask<long> AppendAsync(ITransaction transaction, AuditEntry entry)
    {
        var salt = RandomNumberGenerator.GetBytes(SaltBytes);
        var personal = entry.Personal.Count == 0
            ? []
            : JsonSerializer.SerializeToUtf8Bytes(entry.Personal, AuditJson.Default.IReadOnlyDictionaryStringString);
        var digest = personal.Length == 0 ? Array.Empty<byte>() : SHA256.HashData([.. salt, .. personal]);

        // As late as can be: from here to the commit all other writers of the log wait.
        var number = await AuditNumbers.TakeAsync(transaction, 1);
        await transaction.SendAsync(
            "insert into audit (number, at, actor, action, target, refused, times, digest) values ($1, $2, $3, $4, $5, $6, $7, $8)",
            number, database.Clock.GetUtcNow(), entry.Actor, entry.Action, entry.Target, entry.Refused, entry.Times, digest);
        if (personal.Length > 0)
        {
            await transaction.SendAsync(
                "insert into audit_personal (number, salt, data) values ($1, $2, $3)", number, salt, SqlValue.Utf8(personal));
        }

        transaction.OnCommitted(Written.Ring);
        return number;
    }
}
