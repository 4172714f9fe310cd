using System.Net;
using System.Net.Sockets;
using Lockstep.Identity.Registration;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Storage;
using Lockstep.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Lockstep.Tests.Modules.Identity;

/// <summary>Whom the staff shut out stays out, whatever is still under way.</summary>
[RunsOnEachStore]
public sealed class ShutOutTests : IDisposable
{
    private const string Person = """{"name":"Ada","email":"ada@example.com","password":"engines made of brass"}""";

    /// <summary>Takes connections and never says a word.</summary>
    private readonly TcpListener _silent = new(IPAddress.Loopback, 0);

    public ShutOutTests() => _silent.Start();

    public void Dispose() => _silent.Dispose();

    [Fact]
    public async Task A_code_lets_nobody_in_again_whom_the_staff_let_in_and_then_shut_out()
    {
        await using var app = await TestApp.StartAsync(builder =>
        {
            builder.Configuration["Registration:Enabled"] = "true";
            builder.Configuration["Mail:Host"] = "127.0.0.1";
            builder.Configuration["Mail:Port"] = $"{((IPEndPoint)_silent.LocalEndpoint).Port}";
            builder.Configuration["Mail:From"] = "lockstep@example.com";
        });
        (await app.Anonymous.SendAsync(HttpMethod.Post, "/api/customers/register", Person)).Status.ShouldBe(201);
        var ada = (await FindAsync(app))!;
        var code = app.Services.GetRequiredService<RegistrationMail>().CodeOf(ada);
        foreach (var state in new[] { "false", "true" })
        {
            (await app.Admin.SendAsync(HttpMethod.Patch, $"/api/users/{ada.Id}", $$"""{"disabled":{{state}}}""")).Status.ShouldBe(200);
        }

        await app.Anonymous.SendAsync(
            HttpMethod.Post, "/api/customers/register/confirm", Person.Replace("}", $",\"code\":\"{code}\"}}", StringComparison.Ordinal));
        (await FindAsync(app))!.Disabled.ShouldBeTrue();
        (await app.Anonymous.SendAsync(HttpMethod.Post, "/api/customers/login", Person)).Status.ShouldNotBe(200);
    }

    private static Task<UserAccount?> FindAsync(TestApp app) => app.Services.GetRequiredKeyedService<IStore>("identity")
        .ReadAsync(static reader => UserTable.FindByEmailAsync(reader, "ada@example.com")).AsTask();
}
