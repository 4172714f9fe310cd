using System.Text.Json;
using System.Text.RegularExpressions;
using Lockstep.Host;
using Lockstep.Host.Commands;
using Lockstep.Runtime;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace Lockstep.Tests.Host;

/// <summary><c>lockstep admin reset-password</c>, for who lost the password.</summary>
[RunsOnEachStore]
public sealed partial class AdminCommandTests : IDisposable
{
    private const string Own = "four quiet otters at noon";
    private readonly TestFolder _folder = new();
    private readonly StringWriter _output = new() { NewLine = "\n" };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _folder.Dispose();
        _output.Dispose();
    }

    [Fact]
    public async Task It_prints_a_one_time_password_which_the_first_sign_in_replaces()
    {
        await (await TestApp.StartAsync(data: _folder.Path)).DisposeAsync();
        await ResetAsync(null);
        var password = Password().Match(_output.ToString()).Value;
        _output.ToString().ShouldContain(TestApp.AdminEmail);

        await using var app = await TestApp.StartAsync(data: _folder.Path, signsIn: false);
        (await LoginAsync(app, TestApp.AdminPassword)).Status.ShouldBe(401);
        (await LoginAsync(app, password)).Status.ShouldBe(403);
        var signedIn = await LoginAsync(app, password, Own);
        signedIn.Status.ShouldBe(200);
        using var admin = app.WithToken((string)signedIn.Body!["access_token"]!);
        var entries = (await admin.SendAsync(HttpMethod.Get, "/api/audit?action=password:reset", null)).Items;
        ((string)entries.ShouldHaveSingleItem()!["actor"]!).ShouldBe("system:console");
    }

    [Fact]
    public async Task Whoever_is_no_admin_is_named_and_so_are_those_who_are()
    {
        await (await TestApp.StartAsync(data: _folder.Path)).DisposeAsync();
        (await Should.ThrowAsync<StartupException>(() => ResetAsync("nobody@example.com"))).Message.ShouldBe(
            $"nobody@example.com is no admin here; there is {TestApp.AdminEmail}.");
        await using var app = await TestApp.StartAsync(data: _folder.Path);
    }

    [Fact]
    public async Task A_folder_that_is_none_is_named_and_not_made()
    {
        var elsewhere = _folder.File("elsewhere");
        (await Should.ThrowAsync<CommandException>(() => ResetAsync(null, elsewhere))).Message.ShouldContain("LOCKSTEP_DATA");
        Directory.Exists(elsewhere).ShouldBeFalse();
    }

    private static Task<ApiAnswer> LoginAsync(TestApp app, string password, string? newPassword = null) => app.Anonymous.SendAsync(
        HttpMethod.Post, "/api/auth/login",
        JsonSerializer.Serialize(new { email = TestApp.AdminEmail, password, newPassword }, JsonSerializerOptions.Web));

    private Task ResetAsync(string? email, string? folder = null)
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection(TestDatabases.SettingsOf(_folder.Path))
            .AddInMemoryCollection([new("LOCKSTEP_DATA", folder ?? _folder.Path)]).Build();
        return AdminCommand.ResetAsync(new CopyContext(Program.Factory, settings, _output, _output, null), email, withoutFactor: true, Ct);
    }

    [GeneratedRegex("[a-z2-9]{4}(-[a-z2-9]{4}){5}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Password();
}
