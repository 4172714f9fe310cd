using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using OtpNet;

namespace Lockstep.Identity.Totp;

/// <summary>What was given as the second factor: the time step that a code belongs to, or a recovery code.</summary>
internal sealed record TotpProof(long? Step, byte[]? RecoveryHash);

/// <summary>
/// The optional second factor: a code from an authenticator app, or one of the recovery codes for when the phone is lost.
/// </summary>
internal sealed class SecondFactor(IdentityDatabase database)
{
    public const int SecretBytes = 20;
    private const int Digits = 6;
    private const int RecoveryCodes = 10;

    /// <summary>How many steps the clock of a phone may be off, either way.</summary>
    private static readonly VerificationWindow Window = new(previous: 1, future: 1);

    /// <summary>Where secrets are sealed: those in use, and those that wait to be confirmed.</summary>
    public static readonly IReadOnlyList<SealedColumn> Columns = [Column("totp_secret"), Column("totp_pending")];

    /// <summary>Steps of 30 s: a code of now is later than the last one that counts.</summary>
    public static FutureRule Future { get; } = new(
        IdentityDatabase.Name, FutureRule.Skew, "update users set totp_step = $1 / 30000 - 2 where totp_step > $2 / 30000");

    /// <summary>80 bits each.</summary>
    private const int RecoveryLength = 16;

    /// <summary>The password was right, and the code is still to come.</summary>
    public static Refusal Missing { get; } = Refused(
        "This user signs in with a second factor; send the code of the authenticator app as totp.", "Must be given.");

    public static Refusal Wrong { get; } = Refused(
        "The code of the second factor is wrong or was used already.", "Is wrong or was used already.");

    /// <summary>The one place where secrets are sealed and opened.</summary>
    public byte[] Seal(long user, byte[] secret) => database.Vault.Seal(UserAccount.TotpPurpose(user), secret);

    /// <summary>What was typed, as a proof to be used in a commit; null when it can't be one.</summary>
    public async ValueTask<TotpProof?> ReadAsync(UserAccount user, string typed, CancellationToken ct)
    {
        var code = Plain(typed);

        // A recovery code is longer, so that the length alone tells which of the two was typed.
        if (code.Length != Digits)
        {
            return new TotpProof(null, OneTimeCode.Of(code).Hash);
        }

        // A step that was used is refused here already; the write asks once more, for two may come at the same moment.
        return await StepOfAsync(user.Id, user.TotpSecret!, code, ct)
            is { } step && step > user.TotpStep ? new TotpProof(step, null) : null;
    }

    /// <summary>A code without the blanks and hyphens that apps show it with.</summary>
    public static string Plain(string typed) =>
        string.Concat(typed.Where(static letter => !char.IsWhiteSpace(letter) && letter is not '-'));

    /// <summary>The time step that a code of a sealed secret belongs to.</summary>
    public async ValueTask<long?> StepOfAsync(long user, byte[] blob, string code, CancellationToken ct)
    {
        // Another process may have sealed it under a data key that this one has not seen yet.
        var secret = await database.Vault.OpenAsync(UserAccount.TotpPurpose(user), blob, ct);
        return StepOf(secret, code, database.Clock.GetUtcNow());
    }

    /// <summary>
    /// The time step around now that a code belongs to, in the form that every authenticator app knows: HMAC-SHA-1, 6 digits, 30 seconds.
    /// The library tells the step; that each counts once is ours, for only a commit knows which ones were used, by any process.
    /// </summary>
    public static long? StepOf(byte[] secret, string code, DateTimeOffset now) =>
        new OtpNet.Totp(secret, totpSize: Digits).VerifyTotp(now.UtcDateTime, code, out var step, Window) ? step : null;

    /// <summary>Uses a proof up, in the commit of what it allows. False when it was used before, even at the same moment.</summary>
    public static async ValueTask<bool> UseAsync(ITransaction transaction, long user, TotpProof proof) => proof.Step is { } step
        ? await transaction.ExecuteAsync("update users set totp_step = $2 where id = $1 and totp_step < $2", user, step) == 1
        : await transaction.ExecuteAsync("delete from recovery_codes where user_id = $1 and hash = $2", user, proof.RecoveryHash) == 1;

    /// <summary>Gives a user new recovery codes, which replace the old ones.</summary>
    public static async ValueTask<IReadOnlyList<string>> RenewRecoveryAsync(ITransaction transaction, long user)
    {
        await ForgetAsync(transaction, user);
        var codes = Enumerable.Range(0, RecoveryCodes).Select(_ => OneTimeCode.Create(RecoveryLength)).ToList();
        foreach (var code in codes)
        {
            await transaction.ExecuteAsync("insert into recovery_codes (user_id, hash) values ($1, $2)", user, code.Hash);
        }

        return [.. codes.Select(code => code.Text)];
    }

    /// <summary>Removes what belongs to a second factor besides the secret itself.</summary>
    public static async ValueTask ForgetAsync(ITransaction transaction, long user)
    {
        await transaction.ExecuteAsync("update users set totp_pending = null where id = $1", user);
        await transaction.ExecuteAsync("delete from recovery_codes where user_id = $1", user);
    }

    private static SealedColumn Column(string name) =>
        new(IdentityDatabase.Name, "users", "id", name, static row => (row.Int64(0), UserAccount.TotpPurpose(row.Int64(0))));

    private static Refusal Refused(string detail, string message) => new(RefusalCode.NotSignedIn, detail, "totp", message);
}
