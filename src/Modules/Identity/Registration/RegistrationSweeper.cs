using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Registration;

/// <summary>
/// Goes on with registrations that a crash or an outage left open, and deletes users whose code never came back. Two processes that do so
/// at the same moment do nothing twice.
/// </summary>
internal sealed partial class RegistrationSweeper(
    IdentityDatabase database, UserCustomers customers, UserTable users, IOptions<RegistrationOptions> options,
    ILogger<RegistrationSweeper> logger) : BackgroundService
{
    private const int BatchMax = 100;

    /// <summary>One that can't be settled is due again later and keeps nobody else's waiting.</summary>
    public async Task SweepAsync(CancellationToken ct)
    {
        var now = database.Clock.GetUtcNow();
        foreach (var user in await database.Store.AskAsync(reader => RegistrationTable.ListDueAsync(reader, now, BatchMax), ct))
        {
            // Put off before it is tried: one that fails, or takes the process with it, must not be the first of every round.
            await PutOffAsync(user, ct);
            await customers.SettleAsync(user, ct);
        }

        var before = now - options.Value.KeepUnconfirmed;
        foreach (var user in await database.Store.AskAsync(reader => RegistrationTable.ListForgottenAsync(reader, before, BatchMax), ct))
        {
            await database.Store.WriteAsync(transaction => ForgetAsync(transaction, user), ct);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Rounds.RunAsync(
        SweepAsync, error => Failed(logger, error.Message), new Pause(options.Value.RetryAfter, database.Clock), stoppingToken);

    private Task<bool> PutOffAsync(long id, CancellationToken ct) => database.Store.WriteAsync(
        async transaction =>
        {
            if (await UserAccount.FindForUpdateAsync(transaction, id) is not null
                && await RegistrationTable.FindAsync(transaction, id) is { State: RegistrationTable.Open } open)
            {
                await RegistrationTable.MoveAsync(transaction, id, open, customers.Later);
            }

            return true;
        },
        ct);

    private async ValueTask<bool> ForgetAsync(ITransaction transaction, long id)
    {
        // Whom the staff let in or linked meanwhile has come, by another way.
        if (await UserAccount.FindForUpdateAsync(transaction, id) is not { Disabled: true, CustomerId: null } user
            || !await RegistrationTable.IsWaitingAsync(transaction, id))
        {
            return false;
        }

        await users.DeleteAsync(transaction, user, UserCustomers.Actor);
        transaction.OnCommitted(() => Forgotten(logger, user.Subject));
        return true;
    }

    [LoggerMessage(4091, LogLevel.Warning, "registrations could not be gone on with ({Reason}); trying again")]
    private static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(4092, LogLevel.Information, "{Subject} registered and never confirmed the address; the user is deleted")]
    private static partial void Forgotten(ILogger logger, string subject);
}
