using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Lockstep.Identity.Registration;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Gateway;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity;

/// <summary>People who register themselves. That the mail arrives is tested with a real server in Lockstep.Conformance.</summary>
[RunsOnEachStore]
public sealed class RegistrationTests : IDisposable
{
    private const string Password = "engines made of brass";

    /// <summary>Takes connections and never says a word.</summary>
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    public RegistrationTests() => _silent.Start();

    public void Dispose() => _silent.Dispose();

    [Fact]
    public async Task It_is_off_unless_it_is_turned_on()
    {
        await using var app = await TestApp.StartAsync();
        (await RegisterAsync(app)).ShouldBeProblem(403, "off");
        (await FindAsync(app, "ada@example.com")).ShouldBeNull();
    }

    [Fact]
    public async Task Who_registers_is_a_customer_and_nothing_more()
    {
        await using var app = await StartAsync();
        (await RegisterAsync(app)).Body!["customer"]!["id"]!.GetValue<long>().ShouldBe(1);
        var user = (await FindAsync(app, "ada@example.com"))!;
        user.Roles.ShouldBe(["customer"]);
        user.CustomerId.ShouldBe(1);
        (await app.GetAsync("/api/customers/1/history")).Items[0]!["actor"]!.GetValue<string>().ShouldBe(user.Subject);
        (await app.GetAsync("/api/customers?email=ada@example.com")).Items.ShouldBeEmpty("nobody has shown that it is hers");
        (await app.PostAsync("/api/customers", """{"name":"Ada herself","email":"ada@example.com"}""")).Status.ShouldBe(201);
        (await SignInAsync(app)).Body!["token"].ShouldNotBeNull();
    }

    [Fact]
    public async Task Fields_that_the_staff_require_keep_nobody_from_registering()
    {
        await using var app = await StartAsync();
        (await app.PostAsync("/api/customers/fields", """{"name":"segment","type":"text","required":true}""")).Status.ShouldBe(201);
        (await app.PostAsync("/api/customers", """{"name":"By the staff"}""")).Status.ShouldBe(400);
        (await RegisterAsync(app)).Body!["customer"]!["id"]!.GetValue<long>().ShouldBe(1);
    }

    [Fact]
    public async Task An_address_that_Crm_knows_makes_a_user_who_is_nobody_until_the_staff_say_so()
    {
        await using var app = await StartAsync();
        await app.AddCustomerAsync("""{"name":"Ada of old","email":"ADA@example.com"}""");
        var made = await RegisterAsync(app);
        made.Status.ShouldBe(201);
        made.Body!["customer"]!["id"].ShouldBeNull();
        (await app.GetAsync("/api/customers")).Items.Count.ShouldBe(1);
        using (var ada = Client(app, await SignInAsync(app)))
        {
            (await ada.SendAsync(HttpMethod.Get, "/api/customers", null)).Items.ShouldBeEmpty();
            (await ada.SendAsync(HttpMethod.Get, "/api/customers/1", null)).Status.ShouldBe(404);
        }

        var user = (await FindAsync(app, "ada@example.com"))!.Id;
        (await app.Admin.SendAsync(HttpMethod.Patch, $"/api/users/{user}", """{"customerId":1}""")).Status.ShouldBe(200);
        using var linked = Client(app, await SignInAsync(app));
        (await linked.SendAsync(HttpMethod.Get, "/api/customers", null)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task With_mail_nobody_comes_in_and_nothing_is_made_before_the_code_has_come_back()
    {
        await using var app = await StartAsync(mail: true);
        var made = await RegisterAsync(app);
        made.Status.ShouldBe(201);
        made.Body!["customer"]!["id"].ShouldBeNull();
        var early = await SignInAsync(app);
        early.ShouldBeProblem(403, "first the code");
        early.Blamed.ShouldBe(["code"]);
        (await SignInAsync(app, "another password")).ShouldBeProblem(401, "who does not know it hears nothing of that");
        (await app.GetAsync("/api/customers")).Items.ShouldBeEmpty();

        var code = await CodeAsync(app);
        foreach (var (email, typed, password) in new[]
        {
            ("ada@example.com", "rubbish", Password), ("eve@example.com", code, Password), ("ada@example.com", code, "not the one chosen"),
            ("ada@example.com", code[..^2], Password),
        })
        {
            (await ConfirmAsync(app, typed, email, password)).Blamed.ShouldBe(["code"], $"{email} {typed} {password}");
        }

        var confirmed = await ConfirmAsync(app, code);
        confirmed.Status.ShouldBe(200, confirmed.Body?.ToJsonString());
        confirmed.Body!["customer"]!["id"]!.GetValue<long>().ShouldBe(1);
        (await ConfirmAsync(app, code)).Body!.ToJsonString().ShouldBe(confirmed.Body.ToJsonString(), "a repeat changes nothing");
        (await SignInAsync(app)).Status.ShouldBe(200);
        (await app.GetAsync("/api/customers?email=ada@example.com")).Items.Count.ShouldBe(1, "it is hers");
    }

    [Fact]
    public async Task A_code_from_the_mail_links_a_user_with_the_customer_who_has_the_address()
    {
        await using var app = await StartAsync(mail: true);
        await app.AddCustomerAsync("""{"name":"Ada of old","email":"ada@example.com"}""");
        (await RegisterAsync(app)).Body!["customer"]!["id"].ShouldBeNull();
        (await ConfirmAsync(app, await CodeAsync(app))).Body!["customer"]!["id"]!.GetValue<long>().ShouldBe(1);
        (await app.GetAsync("/api/customers")).Items.Count.ShouldBe(1);
        using var ada = Client(app, await SignInAsync(app));
        (await ada.SendAsync(HttpMethod.Get, "/api/customers/1", null)).Body!["name"]!.GetValue<string>().ShouldBe("Ada of old");
    }

    [Fact]
    public async Task Where_the_code_may_come_later_it_links_or_confirms_then()
    {
        await using var app = await StartAsync(mail: true, ("Registration:ConfirmFirst", "false"));
        await app.AddCustomerAsync("""{"name":"Ada of old","email":"ada@example.com"}""");
        (await RegisterAsync(app)).Body!["customer"]!["id"].ShouldBeNull();
        using var ada = Client(app, await SignInAsync(app));
        (await ConfirmAsync(app, await CodeAsync(app))).Body!["customer"]!["id"]!.GetValue<long>().ShouldBe(1);
        (await ada.SendAsync(HttpMethod.Get, "/api/customers", null)).Status.ShouldBe(401, "her token said that she is nobody");

        (await RegisterAsync(app, "bo@example.com")).Body!["customer"]!["id"]!.GetValue<long>().ShouldBe(2);
        (await app.GetAsync("/api/customers?email=bo@example.com")).Items.ShouldBeEmpty();
        var confirmed = await ConfirmAsync(app, await CodeAsync(app, "bo@example.com"), "bo@example.com");
        confirmed.Body!["customer"]!["id"]!.GetValue<long>().ShouldBe(2);
        (await app.GetAsync("/api/customers?email=bo@example.com")).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_registers_with_the_address_of_another_one_does_not_keep_that_one_out()
    {
        await using var app = await StartAsync(mail: true);
        await RegisterAsync(app, password: "the thief of addresses");
        var code = await CodeAsync(app);
        (await RegisterAsync(app)).Status.ShouldBe(201, "nobody has come in yet");
        (await ConfirmAsync(app, code, password: "the thief of addresses")).Blamed.ShouldBe(["code"]);
        (await ConfirmAsync(app, code)).Status.ShouldBe(200);
        (await RegisterAsync(app, password: "the thief of addresses")).ShouldBeProblem(409, "now it is somebody's");
        (await SignInAsync(app)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Another_code_is_asked_for_and_the_answer_does_not_tell_who_there_is()
    {
        await using var app = await StartAsync(mail: true);
        await RegisterAsync(app);
        var answers = new List<string>();
        foreach (var email in new[] { "ada@example.com", "nobody@example.com", TestApp.AdminEmail })
        {
            var answer = await app.Anonymous.SendAsync(
                HttpMethod.Post, "/api/customers/register/code", new JsonObject { ["email"] = email }.ToJsonString());
            answer.Status.ShouldBe(202);
            answers.Add(answer.Body!.ToJsonString());
        }

        answers.Distinct(StringComparer.Ordinal).Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_code_shows_nothing_of_an_address_that_the_user_got_since()
    {
        await using var app = await StartAsync(mail: true);
        await app.AddCustomerAsync("""{"name":"Somebody","email":"somebody@example.com"}""");
        await RegisterAsync(app);
        var code = await CodeAsync(app);
        var user = (await FindAsync(app, "ada@example.com"))!.Id;
        (await app.Admin.SendAsync(HttpMethod.Patch, $"/api/users/{user}", """{"email":"somebody@example.com"}""")).Status.ShouldBe(200);
        (await ConfirmAsync(app, code, "somebody@example.com")).Blamed.ShouldBe(["code"]);
    }

    [Fact]
    public async Task Whose_code_never_comes_back_is_deleted_and_the_address_is_free()
    {
        var clock = new ManualClock();
        await using var app = await StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(clock), mail: true);
        await RegisterAsync(app);
        clock.Advance(TimeSpan.FromDays(6));
        (await RegisterAsync(app, "bo@example.com")).Status.ShouldBe(201);
        clock.Advance(TimeSpan.FromDays(2));
        await TestApp.EventuallyAsync(
            async () =>
            {
                // Whoever looks for such people may have been about to wait when the days passed.
                clock.Advance(TimeSpan.FromMinutes(1));
                return await FindAsync(app, "ada@example.com") is null && await FindAsync(app, "bo@example.com") is not null;
            },
            "Ada is forgotten, Bo is not");
        (await RegisterAsync(app)).Status.ShouldBe(201);
    }

    [Fact]
    public async Task One_address_registers_so_often_within_an_hour_and_no_more()
    {
        await using var app = await StartAsync(mail: false, ("Registration:PerAddressPerHour", "2"));
        (await RegisterAsync(app)).Status.ShouldBe(201);
        (await RegisterAsync(app, "bo@example.com")).Status.ShouldBe(201);
        var third = await RegisterAsync(app, "cy@example.com");
        third.ShouldBeProblem(429, "its share is used up");
        third.Message.Headers.RetryAfter.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_one_process_let_an_address_register_counts_for_the_next_one_and_is_forgotten_after_an_hour()
    {
        var clock = new ManualClock();
        var app = await TestApp.StartAsync(Configure);
        (await RegisterAsync(app)).Status.ShouldBe(201);
        (await RegisterAsync(app)).Status.ShouldBe(409, "it counts all the same");
        await using var next = await app.RestartAsync(Configure);
        (await RegisterAsync(next, "cy@example.com")).ShouldBeProblem(429, "its share is used up");
        clock.Advance(TimeSpan.FromHours(1));
        (await RegisterAsync(next, "cy@example.com")).Status.ShouldBe(201);

        void Configure(WebApplicationBuilder builder)
        {
            builder.Configuration["Registration:Enabled"] = "true";
            builder.Configuration["Registration:PerAddressPerHour"] = "2";
            builder.Services.AddSingleton<TimeProvider>(clock);
        }
    }

    [Fact]
    public async Task Two_who_register_with_one_address_at_the_same_moment_are_one()
    {
        await using var app = await StartAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RegisterAsync(app)));
        answers.Select(static answer => answer.Status).Order().ShouldBe([201, 409, 409, 409]);
        (await app.GetAsync("/api/customers")).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task However_often_Crm_is_asked_there_is_one_customer_of_a_user()
    {
        await using var app = await StartAsync();
        var registry = app.Services.GetRequiredService<Lockstep.Contracts.Customers.ICustomerRegistry>();
        var person = new Lockstep.Contracts.Customers.RegisteredPerson(77, null, "Ada", "ada@example.com", IsProven: false);
        var ids = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => registry.RegisterAsync(person, CancellationToken.None)));
        ids.Distinct().ShouldBe([1]);
        (await registry.RegisterAsync(person with { Email = "moved@example.com", IsProven = true }, CancellationToken.None)).ShouldBe(1);
        (await app.DeleteCustomerAsync(1)).Status.ShouldBe(204);
        (await registry.RegisterAsync(person, CancellationToken.None)).ShouldBeNull("whoever was deleted is not made again");
        (await app.GetAsync("/api/customers")).Items.ShouldBeEmpty();
    }

    private static Task<ApiAnswer> RegisterAsync(TestApp app, string email = "ada@example.com", string password = Password) =>
        app.Anonymous.SendAsync(
        HttpMethod.Post, "/api/customers/register",
        new JsonObject { ["name"] = "Ada", ["email"] = email, ["password"] = password }.ToJsonString());

    private static Task<ApiAnswer> ConfirmAsync(TestApp app, string code, string email = "ada@example.com", string password = Password) =>
        app.Anonymous.SendAsync(
            HttpMethod.Post, "/api/customers/register/confirm",
            new JsonObject { ["email"] = email, ["code"] = code, ["password"] = password }.ToJsonString());

    private static Task<ApiAnswer> SignInAsync(TestApp app, string password = Password) => app.Anonymous.SendAsync(
        HttpMethod.Post, "/api/customers/login", new JsonObject { ["email"] = "ada@example.com", ["password"] = password }.ToJsonString());

    private static HttpClient Client(TestApp app, ApiAnswer signedIn) => app.WithToken((string)signedIn.Body!["token"]!);

    private static Task<UserAccount?> FindAsync(TestApp app, string email) =>
        app.Services.GetRequiredKeyedService<IStore>("identity").ReadAsync(reader => UserTable.FindByEmailAsync(reader, email)).AsTask();

    /// <summary>The code that the mail has.</summary>
    private static async Task<string> CodeAsync(TestApp app, string email = "ada@example.com") =>
        app.Services.GetRequiredService<RegistrationMail>().CodeOf((await FindAsync(app, email))!);

    private Task<TestApp> StartAsync(bool mail = false, params (string Name, string Value)[] settings) =>
        StartAsync(
            builder => builder.Configuration.AddInMemoryCollection(
                settings.Select(one => KeyValuePair.Create(one.Name, (string?)one.Value))),
            mail);

    private Task<TestApp> StartAsync(Action<WebApplicationBuilder> adjust, bool mail) => TestApp.StartAsync(builder =>
    {
        builder.Configuration["Registration:Enabled"] = "true";
        if (mail)
        {
            builder.Configuration["Mail:Host"] = "127.0.0.1";
            builder.Configuration["Mail:Port"] = $"{((IPEndPoint)_silent.LocalEndpoint).Port}";
            builder.Configuration["Mail:From"] = "lockstep@example.com";
        }

        adjust(builder);
    });
}
