using System.Text.Json;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Identity.Registration;

/// <summary>
/// The code of the mail comes back: the user may come in, and is the customer whose address that is, be it a new one. Both may be
/// repeated, so that neither needs an idempotency key.
/// </summary>
internal sealed class ConfirmRegistration(
    IdentityDatabase database, UserTable users, UserCustomers customers, RegistrationMail mail, RegistrationLimit limit,
    PasswordCheck check, AuditLog audit)
{
    private const int EmailMax = 180;

    private static readonly CodeAsked Detail = new(
        "If somebody registered with this address and this installation sends mail, a mail with a code is on its way; else ask the staff.");

    private static readonly Refusal Wrong = Refusal.Invalid(
        "code", "Is wrong, has expired, is for another address, or the password is not the one that was chosen; ask for a new one.");

    /// <summary>Sends another code; the answer does not tell whether there is such a user.</summary>
    public async Task<Answer> AskAsync(CodeWanted wanted, Work work)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "email", wanted.Email, EmailMax);
        if ((errors.ToRefusal() ?? await limit.RefuseAsync(work)) is { } refusal)
        {
            return refusal;
        }

        var (user, state) = await FindAsync(wanted.Email!, work.Ct);
        if (user is not null && state is { IsProven: false })
        {
            mail.Send(user);
        }

        return Answer.Accepted(JsonSerializer.SerializeToUtf8Bytes(Detail, RegistrationJson.Default.CodeAsked));
    }

    /// <summary>The user, with its customer.</summary>
    public async Task<Answer> RunAsync(RegistrationProof proof, Work work)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "email", proof.Email, EmailMax);
        TextRules.CheckRequired(errors, "code", proof.Code, AddressCodes.LengthMax);
        PasswordRules.CheckGiven(errors, "password", proof.Password);
        if (errors.ToRefusal() is { } invalid)
        {
            return invalid;
        }

        // 1. The password, with its pauses.
        var (user, state) = await FindAsync(proof.Email!, work.Ct);
        if ((await check.CheckAsync(work, proof.Email!, user, proof.Password!, Wrong)).Refusal is { } refusal)
        {
            return refusal;
        }

        // 2. Opening a code may mean reading a key, which no write may do; the address it is for is held against the row in the write.
        var isShown = state is not null && await mail.IsGoodAsync(user!, proof.Code!, work.Ct)
            && await database.Store.WriteAsync(transaction => ShowAsync(transaction, user!, work), work.Ct);
        if (!isShown)
        {
            return await check.RefuseAsync(work, proof.Email!, user, Wrong, "registration:refused");
        }

        check.Opened(work, proof.Email!);

        // 3. Crm is asked behind the commit. Whoever dies here is followed by the sweeper.
        var now = await customers.SettleAsync(user!.Id, work.Ct) ?? user;
        return Answer.Ok(UserTable.ToJson(now), now.Version) with { IsForOnce = true };
    }

    private ValueTask<(UserAccount? User, RegistrationState? State)> FindAsync(string email, CancellationToken ct) =>
        database.Store.ReadAsync(
            async reader => await UserTable.FindByEmailAsync(reader, email) is { } user
                ? (user, await RegistrationTable.FindAsync(reader, user.Id))
                : ((UserAccount?)null, (RegistrationState?)null),
            ct);

    private async ValueTask<bool> ShowAsync(ITransaction transaction, UserAccount seen, Work work)
    {
        // Against the row as it is now: the code shows nothing of an address that the user got since, nor for somebody with a new password.
        if (await UserAccount.FindForUpdateAsync(transaction, seen.Id) is not { } user
            || (user.Email, user.PasswordHash) != (seen.Email, seen.PasswordHash)
            || await RegistrationTable.FindAsync(transaction, user.Id) is not { } state)
        {
            return false;
        }

        if (state.IsProven)
        {
            return true;
        }

        await RegistrationTable.MoveAsync(
            transaction, user.Id, new RegistrationState(RegistrationTable.Open, IsProven: true), customers.Later);
        await audit.AppendAsync(transaction, Audited.By(work, "user:confirmed", UserTable.Path(user.Id), user.Subject));
        if (state.State is RegistrationTable.Waiting)
        {
            await users.ChangeAsync(transaction, user, user with { Disabled = false }, user.Subject, endsTokens: false);
        }

        return true;
    }
}
