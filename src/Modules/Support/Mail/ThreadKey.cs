using System.Security.Cryptography;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Schema;

namespace Lockstep.Support.Mail;

/// <summary>The key that signs the numbers of tickets in mail; made when it is first asked for, and sealed by the module's vault.</summary>
internal sealed class ThreadKey(SupportDatabase database)
{
    private const int KeyBytes = 32;
    private const string Purpose = "support/mail-key";
    private volatile ThreadTokens? _tokens;

    /// <summary>Where it is sealed.</summary>
    public static readonly SealedColumn Column =
        new(SupportDatabase.Name, "mail_key", "id", "sealed_key", static row => (row.Int64(0), Purpose));

    /// <summary>What signs with it.</summary>
    /// <exception cref="CryptographicException">It was changed, or sealed with another master key.</exception>
    public async ValueTask<ThreadTokens> TokensAsync(CancellationToken ct) =>
        _tokens ??= new ThreadTokens(await database.Vault.OpenAsync(Purpose, await FindAsync(ct) ?? await MakeAsync(ct), ct));

    private ValueTask<byte[]?> FindAsync(CancellationToken ct) => database.Store.AskAsync(ReadAsync, ct);

    private static ValueTask<byte[]?> ReadAsync(IReader reader) =>
        reader.FirstAsync("select sealed_key from mail_key where id = 1", static row => row.Bytes(0));

    /// <summary>Of two processes that make one at once, both use that of the first.</summary>
    private Task<byte[]> MakeAsync(CancellationToken ct)
    {
        var made = database.Vault.Seal(Purpose, RandomNumberGenerator.GetBytes(KeyBytes));
        return database.Store.WriteAsync(
            async transaction =>
            {
                await transaction.ExecuteAsync("insert into mail_key (id, sealed_key) values (1, $1) on conflict (id) do nothing", made);
                return (await ReadAsync(transaction))!;
            },
            ct);
    }
}
