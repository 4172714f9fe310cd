using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>The figures that an alarm hangs on.</summary>
[RunsOnEachStore]
public sealed class MailBacklogTests
{
    [Fact]
    public async Task What_was_put_aside_shows_in_the_figures()
    {
        await using var app = await TestApp.StartAsync();
        var store = app.Services.GetRequiredService<SupportDatabase>().Store;
        foreach (var uid in new[] { 3, 4 })
        {
            await store.WriteAsync(
                transaction => IncomingMails.BeginAsync(transaction, new MailPlace("INBOX", 7, uid), app.Now, app.Now),
                TestContext.Current.CancellationToken);
        }

        await store.WriteAsync(
            static transaction => transaction.ExecuteAsync("update incoming_mails set state = $1 where uid = 4", IncomingMails.Aside),
            TestContext.Current.CancellationToken);
        await app.Services.GetRequiredService<MailBacklog>().LookAsync(TestContext.Current.CancellationToken);

        (await app.Anonymous.GetStringAsync("/metrics", TestContext.Current.CancellationToken)).Split('\n')
            .Where(static line => line.StartsWith(MailBacklog.Aside + "{", StringComparison.Ordinal) && line.Contains("incoming"))
            .ShouldHaveSingleItem().ShouldMatch("} 1( |$)");
    }
}
