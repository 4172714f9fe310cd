using Lockstep.Identity.Audit;
using Lockstep.Identity.Mail;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Storage;
using Lockstep.Runtime.UseCases;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Registration;

/// <summary>
/// Somebody registers, and becomes a user and a customer. Takes no Idempotency-Key: a stored request would keep the password. A repeat is
/// told that the address is taken.
/// </summary>
internal sealed partial class RegisterPerson(
    IdentityDatabase database, UserTable users, UserCustomers customers, RegistrationMail mail, RegistrationLimit limit,
    PasswordHashing hashing, AuditLog audit, IOptions<RegistrationOptions> options, ILogger<RegisterPerson> logger)
{
    private const string Role = "customer";
    private static readonly Refusal Off = new(
        RefusalCode.Forbidden, "Nobody registers here by themselves (Registration:Enabled); ask the staff.");

    private static readonly Refusal Taken = new(
        RefusalCode.Conflict,
        "There is a user with this e-mail address already: sign in, or ask for a new password (POST /api/auth/reset).",
        "email", "Is taken by another user.");

    /// <summary>The new user, with its customer as far as that is known.</summary>
    public async Task<Answer> RunAsync(RegistrationInput input, Work work)
    {
        if (!options.Value.Enabled)
        {
            return Off;
        }

        var wanted = new UserInput { Name = input.Name, Email = input.Email, Roles = [Role], Disabled = mail.IsAwaited };
        var errors = UserRules.Check(wanted);
        PasswordRules.Check(errors, "password", input.Password);

        // The share of the address comes last: what is refused for its form takes none of it.
        if ((errors.ToRefusal() ?? PasswordRules.RefuseCommon("password", input.Password!, input.Name!, input.Email!)
            ?? await limit.RefuseAsync(work)) is { } refusal)
        {
            return refusal;
        }

        var hashed = await hashing.HashAsync(ClientNetwork.Of(work.Address), input.Password!, work.Ct);
        if (hashed.Hash is null)
        {
            return hashed.Busy!;
        }

        var user = UserRules.Apply(UserAccount.Empty, wanted) with { PasswordHash = hashed.Hash };
        if (await database.Store.WriteAsync(transaction => InsertAsync(transaction, user, work), work.Ct) is not { } made)
        {
            return Taken;
        }

        // Behind the commit: a code for a user who is not there is good for nobody. A mail that a crash loses is asked for again.
        mail.Send(made);
        Registered(logger, made.Subject);
        var now = await customers.SettleAsync(made.Id, work.Ct) ?? made;
        return Answer.Created(UserTable.ToJson(now), now.Version, $"/api/{UserTable.Path(now.Id)}") with { IsForOnce = true };
    }

    private async ValueTask<UserAccount?> InsertAsync(ITransaction transaction, UserAccount user, Work work)
    {
        if (await users.InsertAsync(transaction, user, UserCustomers.Actor) is not { } made)
        {
            return await AgainAsync(transaction, user);
        }

        // 1. The user, and the note that Crm is to be asked: one commit.
        var state = user.Disabled ? RegistrationTable.Waiting : RegistrationTable.Open;
        await RegistrationTable.InsertAsync(transaction, made.Id, state, customers.Later, made.CreatedAt);
        await audit.AppendAsync(transaction, Audited.By(work, "user:registered", UserTable.Path(made.Id), made.Subject));
        return made;
    }

    /// <summary>
    /// Somebody who never came in may begin anew: whoever registered with the address of another one does not keep that one out. The
    /// password of before is none any more.
    /// </summary>
    private async ValueTask<UserAccount?> AgainAsync(ITransaction transaction, UserAccount user) =>
        await UserTable.FindByEmailForUpdateAsync(transaction, user.Email) is { Disabled: true } before
            && await RegistrationTable.IsWaitingAsync(transaction, before.Id)
                ? await users.ChangeAsync(
                    transaction, before, before with { Name = user.Name, PasswordHash = user.PasswordHash },
                    UserCustomers.Actor, endsTokens: true)
                : null;

    [LoggerMessage(4093, LogLevel.Information, "{Subject} registered")]
    private static partial void Registered(ILogger logger, string subject);
}

/// <summary>How often registrations, and codes for them, are asked for from one address.</summary>
internal sealed class RegistrationLimit(IOptions<RegistrationOptions> options, HourlyShares shares)
{
    private const string Account = "registration";

    private static readonly Refusal Enough = new(
        RefusalCode.TooMany, "Too many registrations from your address; wait as long as Retry-After says, or ask the staff.",
        RetryAfter: TimeSpan.FromHours(1));

    /// <summary>A 429 when the address had its share of this hour; else null, and that is one of it.</summary>
    public async Task<Refusal?> RefuseAsync(Work work) =>
        await shares.TakeAsync(SignInOutcome.Registered, Account, ClientNetwork.Of(work.Address), options.Value.PerAddressPerHour)
            ? null : Enough;
}
