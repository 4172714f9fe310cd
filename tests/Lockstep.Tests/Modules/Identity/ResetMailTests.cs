using System.Net;
using System.Net.Sockets;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Modules.Identity;

/// <summary>What happens around the mail; that it arrives is tested with a real server in Lockstep.Conformance.</summary>
[RunsOnEachStore]
public sealed class ResetMailTests : IDisposable
{
    private readonly TestFolder _folder = new();

    /// <summary>Takes connections and never says a word.</summary>
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    public ResetMailTests() => _silent.Start();

    public void Dispose()
    {
        _silent.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_answer_is_the_same_for_everybody_with_and_without_a_mail_server(bool mail)
    {
        await using var app = await StartAsync(mail);
        var bodies = new List<string>();
        foreach (var email in new[] { IdentityApp.Email, "nobody@x", "no address at all" })
        {
            var answer = await AskAsync(app, email);
            answer.Status.ShouldBe(202);
            bodies.Add(answer.Body!.ToJsonString());
        }

        bodies.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
        (await app.PostAsync("/auth/reset", null, "{}")).Blamed.ShouldBe(["email"]);
    }

    [Fact]
    public async Task A_mail_server_that_says_nothing_holds_up_no_answer_and_is_given_up_in_time()
    {
        await using var app = await StartAsync(mail: true);
        (await AskAsync(app).SoonAsync()).Status.ShouldBe(202);
        await GiveUpAsync(app, mails: 1);
        (await app.AuditAsync()).ShouldContain("anonymous password:reset-asked users/1", StringComparer.Ordinal);
    }

    [Fact]
    public async Task Beyond_its_bound_the_queue_drops_requests_and_says_so()
    {
        await using var app = await StartAsync(mail: true, ("Mail:QueueMax", "1"), ("LockOut:FreeFailures", "100"));
        await AskAsync(app);
        using var connection = await _silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask().SoonAsync();
        await AskAsync(app);
        app.Log.Lines.ShouldNotContain(line => line.Contains("[4025]", StringComparison.Ordinal));
        (await AskAsync(app)).Status.ShouldBe(202);
        app.Log.Lines.ShouldContain(line => line.Contains("[4025]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_gets_only_so_many_mails_within_an_hour()
    {
        await using var app = await StartAsync(mail: true, ("Reset:MailsPerHour", "1"));
        await AskAsync(app);
        await GiveUpAsync(app, mails: 1);
        await AskAsync(app);
        await Patience.UntilAsync(() => Count(app, "[4026]") == 1);
        app.Clock.Advance(TimeSpan.FromHours(1));
        await AskAsync(app);
        await GiveUpAsync(app, mails: 2);
    }

    [Theory]
    [InlineData("update users set disabled = 1")]
    [InlineData("update users set sso_subject = 'https://idp 7'")]
    public async Task Who_may_not_come_in_by_password_gets_no_code(string change)
    {
        await using var app = await StartAsync(mail: true);
        var admin = (await app.SignInAsync()).Access;
        await app.AddUserAsync(admin, "zoe@x");
        await app.ExecuteAsync(change + " where id = 1");
        await AskAsync(app);
        await AskAsync(app, "zoe@x");
        await TestApp.EventuallyAsync(
            async () => (await app.AuditAsync()).Contains("anonymous password:reset-asked users/2", StringComparer.Ordinal),
            "the other one got a code");
        (await app.AuditAsync()).ShouldNotContain(entry => entry == "anonymous password:reset-asked users/1");
    }

    [Fact]
    public async Task Who_asks_again_and_again_has_to_wait()
    {
        await using var app = await StartAsync(mail: false);
        for (var request = 1; request <= 6; request++)
        {
            (await AskAsync(app, $"user{request}@x")).Status.ShouldBe(202);
        }

        (await AskAsync(app)).Status.ShouldBe(429);
        await app.SignInAsync();
    }

    [Fact]
    public async Task Who_has_asked_one_process_again_and_again_has_to_wait_at_another_one_too()
    {
        await using (var app = await StartAsync(mail: false))
        {
            for (var request = 1; request <= 6; request++)
            {
                (await AskAsync(app, $"user{request}@x")).Status.ShouldBe(202);
            }
        }

        await using var next = await StartAsync(mail: false);
        (await AskAsync(next)).Status.ShouldBe(429);
        next.Clock.Advance(TimeSpan.FromHours(1));
        (await AskAsync(next)).Status.ShouldBe(202);
    }

    [Theory]
    [InlineData("Mail:From", "nobody")]
    [InlineData("Mail:ResetUrl", "https://portal.example.com/reset")]
    [InlineData("Mail:ResetUrl", "reset?{code}")]
    public async Task A_setting_that_can_not_work_stops_the_start(string name, string value) =>
        (await Should.ThrowAsync<OptionsValidationException>(() => StartAsync(mail: true, (name, value)))).Message.ShouldContain(name);

    private Task<IdentityApp> StartAsync(bool mail, params (string Name, string Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Mail:Attempts"] = "1" };
        if (mail)
        {
            all["Mail:Host"] = "127.0.0.1";
            all["Mail:Port"] = ((IPEndPoint)_silent.LocalEndpoint).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            all["Mail:From"] = "lockstep@example.com";
        }

        Array.ForEach(settings, setting => all[setting.Name] = setting.Value);
        return IdentityApp.StartAsync(_folder.Path, all);
    }

    private static Task<ApiAnswer> AskAsync(IdentityApp app, string email = IdentityApp.Email) =>
        app.PostAsync("/auth/reset", null, $$"""{"email":"{{email}}"}""");

    /// <summary>Lets the time of the mail server run out once it has been called: only then does anybody wait for it.</summary>
    private async Task GiveUpAsync(IdentityApp app, int mails)
    {
        using var connection = await _silent.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask().SoonAsync();
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        await Patience.UntilAsync(() => Count(app, "[4024]") == mails);
    }

    private static int Count(IdentityApp app, string id) => app.Log.Lines.Count(line => line.Contains(id, StringComparison.Ordinal));
}
