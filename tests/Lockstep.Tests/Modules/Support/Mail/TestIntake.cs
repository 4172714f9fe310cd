using System.Text;
using Lockstep.Runtime.Leases;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Mail;
using Lockstep.Support.MailIn;
using Lockstep.Support.MailIn.Reading;
using Lockstep.Support.Schema;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>Mails that come into an app without a box.</summary>
internal sealed class TestIntake(TestApp app)
{
    public static readonly DateTimeOffset Monday = new(2026, 11, 30, 10, 0, 0, TimeSpan.Zero);
    private static int _uids;

    public ValueTask<ThreadTokens> TokensAsync() => app.Services.GetRequiredService<ThreadKey>().TokensAsync(CancellationToken.None);

    private IStore Store => app.Services.GetRequiredService<SupportDatabase>().Store;

    public async Task<MailNote> TakeAsync(
        string from, string id, string subject, string head = "X-Nothing: here", string text = "Text", string vouchedBy = "",
            DateTimeOffset? arrivedAt = null)
    {
        var turn = await BeginAsync(arrivedAt ?? Monday);
        return await TakeAsync(turn, $"From: {from}\nMessage-ID: <{id}>\nSubject: {subject}\n{head}\n\n{text}", vouchedBy);
    }

    public async Task<MailNote> TakeAsync(MailTurn turn, string mail, string vouchedBy)
    {
        var options = new TicketMailOptions { Address = "support@example.com", AuthServer = vouchedBy };
        var read = await MailReader.ReadAsync(Encoding.UTF8.GetBytes(mail), options, CancellationToken.None);
        return (await app.Services.GetRequiredService<MailIntake>().TakeAsync(turn, read, CancellationToken.None)).ShouldNotBeNull();
    }

    public async Task<MailTurn> BeginAsync(DateTimeOffset arrivedAt)
    {
        var lease = await Lease.TryAcquireAsync(Store, "mail test", "first", new LeaseOptions(),
            app.Services.GetRequiredService<TimeProvider>(), CancellationToken.None);
        var place = new MailPlace("box", 1, Interlocked.Increment(ref _uids));
        var begun = await Store.WriteAsync(transaction => IncomingMails.BeginAsync(transaction, place, arrivedAt, arrivedAt));
        return new MailTurn(begun.Id, place, arrivedAt, lease.ShouldNotBeNull(), IsRepeat: false);
    }
}
