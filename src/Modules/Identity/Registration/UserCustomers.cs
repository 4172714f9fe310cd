using Lockstep.Contracts.Customers;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Registration;

/// <summary>
/// Has users who registered become customers: 1. the user is committed, and that Crm is to be asked. 2. Crm finds or makes the customer,
/// under the user's id. 3. The user is linked with it, and that is committed together with the end of the registration. Whoever dies
/// in between is followed by <see cref="RegistrationSweeper"/>, which begins at 2 again.
/// </summary>
/// <param name="database">The users.</param>
/// <param name="users">Their one writer.</param>
/// <param name="registries">Crm's; empty where Identity runs without it, and the staff link its users.</param>
/// <param name="options">When it is tried again.</param>
/// <param name="logger">Hears of outages.</param>
internal sealed partial class UserCustomers(
    IdentityDatabase database, UserTable users, IEnumerable<ICustomerRegistry> registries, IOptions<RegistrationOptions> options,
    ILogger<UserCustomers> logger)
{
    public const string Actor = "registration";

    /// <summary>When the sweeper goes on, if nobody has done so before.</summary>
    public DateTimeOffset Later => database.Clock.GetUtcNow() + options.Value.RetryAfter;

    /// <summary>Settles which customer a user is, as far as Crm answers; the user by now.</summary>
    public async Task<UserAccount?> SettleAsync(long id, CancellationToken ct)
    {
        var (user, state) = await database.Store.ReadAsync(
            async reader => (await UserAccount.FindAsync(reader, id), await RegistrationTable.FindAsync(reader, id)), ct);
        if (user is null || state is not { State: RegistrationTable.Open } open)
        {
            return user;
        }

        try
        {
            // 2. Crm, under the user's id: asked twice, it answers the same.
            var person = new RegisteredPerson(user.Id, user.CustomerId, user.Name, user.Email, open.IsProven);
            var customer = registries.FirstOrDefault() is { } crm ? await crm.RegisterAsync(person, ct) : user.CustomerId;

            // 3. The link and the end of the registration, or neither.
            return await database.Store.WriteAsync(transaction => LinkAsync(transaction, user, open, customer), ct);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            // Whatever it is, the user is there, and the sweeper comes by.
            PutOff(logger, user.Subject, error.Message);
            return user;
        }
    }

    /// <summary>Unless somebody else was quicker, or the user has another address or another code by now: then it is asked again.</summary>
    private async ValueTask<UserAccount?> LinkAsync(ITransaction transaction, UserAccount seen, RegistrationState asked, long? customer)
    {
        if (await UserAccount.FindForUpdateAsync(transaction, seen.Id) is not { } user)
        {
            return null;
        }

        if (await RegistrationTable.FindAsync(transaction, user.Id) != asked
            || !string.Equals(user.Email, seen.Email, StringComparison.Ordinal))
        {
            return user;
        }

        var linked = user.CustomerId ?? customer;
        await RegistrationTable.MoveAsync(
            transaction, user.Id, asked with { State = linked is null ? RegistrationTable.Unlinked : RegistrationTable.Settled },
            database.Clock.GetUtcNow());

        // Tokens of before say that the user is nobody, so they end with the link.
        return linked == user.CustomerId
            ? user
            : await users.ChangeAsync(transaction, user, user with { CustomerId = linked }, Actor, endsTokens: true);
    }

    [LoggerMessage(4090, LogLevel.Warning, "which customer {Subject} is could not be settled ({Reason}); trying again")]
    private static partial void PutOff(ILogger logger, string subject, string reason);
}
