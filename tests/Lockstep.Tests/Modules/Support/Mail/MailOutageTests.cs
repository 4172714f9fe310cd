using System.Text.Json.Nodes;
using Lockstep.Contracts.Customers;
using Lockstep.Runtime.Storage;
using Lockstep.Support.Mail;
using Lockstep.Support.Schema;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Support.Mail;

/// <summary>What a mail waits for while something is out of reach, and what is put aside and what is not.</summary>
[RunsOnEachStore]
public sealed class MailOutageTests : IDisposable
{
    /// <summary>More often than a mail that ends the process is tried.</summary>
    private const int Many = 14;

    private readonly ScriptedBox _box = new();

    public void Dispose() => _box.Dispose();

    [Fact]
    public async Task A_mail_waits_for_the_customers_to_be_there_again_and_uses_no_attempt_up()
    {
        _box.Add(1, "ada@o1.example", "Waits");
        AwayDirectory? directory = null;
        await using var app = await _box.ReadAsync(builder =>
        {
            var known = builder.Services.Single(static one => one.ServiceType == typeof(ICustomerDirectory));
            builder.Services.Remove(known);
            builder.Services.AddSingleton<ICustomerDirectory>(provider => directory = new AwayDirectory(
                (ICustomerDirectory)ActivatorUtilities.CreateInstance(provider, known.ImplementationType!), Many));
        });
        var mail = await DecidedAsync(app, 1);
        (directory!.Failed, (string)mail["state"]!, (long)mail["attempts"]!).ShouldBe((Many, IncomingMails.Taken, 1));
    }

    [Fact]
    public async Task A_mail_waits_for_a_box_that_gives_nothing_out_and_uses_no_attempt_up()
    {
        _box.Add(1, "ada@o2.example", "Waits");
        _box.Refuse(1, Many);
        await using var app = await _box.ReadAsync();
        var mail = await DecidedAsync(app, 1);
        (_box.Refused(1), (string)mail["state"]!, (long)mail["attempts"]!).ShouldBe((Many, IncomingMails.Taken, 1));
    }

    [Fact]
    public async Task A_mail_that_the_box_alone_does_not_give_out_is_put_aside_and_the_others_go_on()
    {
        _box.Add(1, "ada@o3.example", "Broken");
        _box.Add(2, "ada@o3.example", "Whole");
        _box.Refuse(1, int.MaxValue);
        await using var app = await _box.ReadAsync();
        var broken = await DecidedAsync(app, 1);
        ((string)broken["state"]!, (string)broken["reason"]!)
            .ShouldBe((IncomingMails.Aside, "its reading began 10 times and never came to an end"));
        ((string)(await DecidedAsync(app, 2))["state"]!).ShouldBe(IncomingMails.Taken);
    }

    [Fact]
    public async Task What_was_begun_where_nobody_looks_any_more_does_not_stay_begun()
    {
        _box.Add(5, "ada@o4.example", "Here");
        await using var app = await _box.ReadAsync();
        await DecidedAsync(app, 5);
        var store = app.Services.GetRequiredService<SupportDatabase>().Store;
        var here = await store.ReadAsync(
            reader => reader.FirstAsync("select folder from incoming_mails where uid = 5", static row => row.Text(0)),
            CancellationToken.None);
        foreach (var place in new MailPlace[] { new("support@old.example/INBOX", 7, 11), new(here!, 6, 12), new(here!, 7, 3) })
        {
            await store.WriteAsync(transaction => IncomingMails.BeginAsync(transaction, place, app.Now, app.Now), CancellationToken.None);
        }

        ((string)(await DecidedAsync(app, 11))["reason"]!)
            .ShouldBe("it lies in support@old.example/INBOX, which is read no more (Support:Mail:Folder)");
        foreach (var gone in new[] { 12, 3 })
        {
            var mail = await DecidedAsync(app, gone);
            ((string)mail["state"]!, (string)mail["reason"]!)
                .ShouldBe((IncomingMails.Ignored, "it is in the box no more under this number"));
        }

        // Wanted once more it is put aside once more, for as long as its folder is not read.
        var aside = await DecidedAsync(app, 11);
        (await app.PostAsync($"/api/tickets/mail/incoming/{aside["id"]}/retry", "{}")).Status.ShouldBe(200);
        ((string)(await DecidedAsync(app, 11))["state"]!).ShouldBe(IncomingMails.Aside);
    }

    private static async Task<JsonNode> DecidedAsync(TestApp app, int uid)
    {
        JsonNode? found = null;
        await TestApp.EventuallyAsync(
            async () => (found = (await app.GetAsync("/api/tickets/mail/incoming?state=all")).Items.FirstOrDefault(one =>
                (long)one!["uid"]! == uid && (string)one["state"]! is not (IncomingMails.Reading or IncomingMails.Again))) is not null,
            $"mail {uid} is decided");
        return found!;
    }

    /// <summary>The customers, out of reach for a while.</summary>
    private sealed class AwayDirectory(ICustomerDirectory customers, int times) : ICustomerDirectory
    {
        public int Failed { get; private set; }

        public ValueTask<IReadOnlyList<CustomerName?>> FindAsync(IReadOnlyList<CustomerKey> keys, CancellationToken ct) =>
            Failed == times ? customers.FindAsync(keys, ct)
                : throw new StoreFailedException(StoreFault.Unreachable, $"the customers are away for the {++Failed}. time");

        public ValueTask<string?> FindNameAsync(long customerId, CancellationToken ct) => customers.FindNameAsync(customerId, ct);

        public ValueTask<IReadOnlyDictionary<long, Customer>> ReadAsync(IReadOnlyCollection<long> customerIds, CancellationToken ct) =>
            customers.ReadAsync(customerIds, ct);

        public ValueTask<IReadOnlyList<long>> SearchAsync(string text, int limit, CancellationToken ct) =>
            customers.SearchAsync(text, limit, ct);

        public ValueTask<long> CountAsync(CancellationToken ct) => customers.CountAsync(ct);
    }
}
