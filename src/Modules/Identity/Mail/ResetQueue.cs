using System.Threading.Channels;
using Lockstep.Contracts.Access;
using Lockstep.Identity.Audit;
using Lockstep.Identity.Passwords;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Mail;
using Lockstep.Runtime.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Mail;

/// <summary>
/// Does what a request for a new password leads to, one after the other and behind the answer's back: whether there is such a user must
/// not show in the time that the answer takes. A process that is killed loses what waits here, and a mail whose code is committed already;
/// the user asks again, and gets a code that replaces it.
/// </summary>
internal sealed partial class ResetQueue(
    IdentityDatabase database, ResetCodes codes, MailServer server, AuditLog audit,
    IOptions<PersonalMailOptions> options, IOptions<ResetOptions> reset, ILogger<ResetQueue> logger) : BackgroundService
{
    private readonly Channel<ResetRequest> _requests = Channel.CreateBounded<ResetRequest>(
        new BoundedChannelOptions(options.Value.QueueMax) { FullMode = BoundedChannelFullMode.Wait, SingleReader = true });

    /// <summary>Never waits. Without a mail server there is nothing to do.</summary>
    public void Add(ResetRequest request)
    {
        if (server.IsOn && !_requests.Writer.TryWrite(request))
        {
            Full(logger);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var request in _requests.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await HandleAsync(request, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever it is, anybody can cause it again: one request must not end the queue, and with it the process.
                Failed(logger, error.Message);
            }
        }
    }

    private async Task HandleAsync(ResetRequest request, CancellationToken ct)
    {
        // The commit before the mail: the other order sends a code that nobody keeps.
        var (user, code) = await database.Store.WriteAsync(transaction => IssueAsync(transaction, request), ct);
        if (user is not null && code is not null)
        {
            await SendAsync(user, code, ct);
        }
        else if (user is not null)
        {
            TooMany(logger, user.Subject);
        }
    }

    /// <summary>Who signs in elsewhere has no password to forget, and who is disabled no use for one.</summary>
    private async ValueTask<(UserAccount? User, IssuedCode? Code)> IssueAsync(ITransaction transaction, ResetRequest request)
    {
        if (await UserTable.FindByEmailForUpdateAsync(transaction, request.Email) is not { Disabled: false, SsoSubject: null } user)
        {
            return default;
        }

        var code = await codes.IssueByMailAsync(transaction, user.Id);
        await audit.AppendAsync(transaction, request.Entry with { Target = UserTable.Path(user.Id), Refused = code is null });
        return (user, code);
    }

    private async Task SendAsync(UserAccount user, IssuedCode code, CancellationToken ct)
    {
        var letter = ResetLetter.Of(user.Email, user.Subject, code.Code, reset.Value.MailLifetime, options.Value.ResetUrl);
        if (await server.TrySendAsync(letter, ct))
        {
            Sent(logger, user.Subject);
        }
    }

    [LoggerMessage(4023, LogLevel.Information, "a code for a new password went out by mail to {Subject}")]
    private static partial void Sent(ILogger logger, string subject);

    [LoggerMessage(4028, LogLevel.Warning, "a request for a new password could not be worked off: {Reason}")]
    private static partial void Failed(ILogger logger, string reason);

    [LoggerMessage(4025, LogLevel.Warning, "a request for a new password was dropped, because too many wait for the mail server")]
    private static partial void Full(ILogger logger);

    [LoggerMessage(4026, LogLevel.Warning, "no further mail to {Subject}, who got enough of them within the hour")]
    private static partial void TooMany(ILogger logger, string subject);
}

/// <summary>A request for a new password.</summary>
/// <param name="Email">As it was typed.</param>
/// <param name="Entry">What the audit log gets if there is such a user.</param>
internal sealed record ResetRequest(string Email, AuditEntry Entry);
