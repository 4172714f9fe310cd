using System.Net.Http.Json;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Lockstep.Identity.Start;
using Lockstep.Runtime;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

[UnsupportedOSPlatform("windows")]
[RunsOnEachStore]
public sealed partial class FirstAdminTests : IDisposable
{
    private const string Own = "four quiet otters at noon";
    private readonly TestFolder _folder = new();

    private string Note => _folder.File("first-admin.txt");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task When_nobody_is_looking_the_password_waits_in_a_private_file_until_the_first_sign_in()
    {
        await using var app = await StartAsync(Settings());
        File.GetUnixFileMode(Note).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var password = Password().Match(await File.ReadAllTextAsync(Note, TestContext.Current.CancellationToken)).Value;
        app.Log.Lines.ShouldNotContain(line => line.Contains(password, StringComparison.Ordinal));
        using var wrong = await app.LoginAsync(password: "wrong horse battery");
        File.Exists(Note).ShouldBeTrue();
        await ReplaceAsync(app, password);
        File.Exists(Note).ShouldBeFalse();
    }

    [Fact]
    public async Task The_one_time_password_opens_only_together_with_the_one_that_replaces_it()
    {
        var screen = new StringWriter();
        await using var app = await StartAsync(Settings(), new Terminal(screen, IsInteractive: true));
        var password = Password().Match(screen.ToString()).Value;
        using (var alone = await app.LoginAsync(password: password))
        {
            ((int)alone.StatusCode).ShouldBe(403);
            (await alone.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain("newPassword");
        }

        (await StatusAsync(app, password, password)).ShouldBe(400, "it is no new one");
        (await StatusAsync(app, password, "too short")).ShouldBe(400);
        (await StatusAsync(app, "wrong horse battery", Own)).ShouldBe(401);
        await ReplaceAsync(app, password);
        using (var again = await app.LoginAsync(password: password))
        {
            ((int)again.StatusCode).ShouldBe(401, "it is used up");
        }

        (await StatusAsync(app, Own, "yet another password")).ShouldBe(400, "that is what POST /auth/password is for");
        await app.SignInAsync(password: Own);
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "1")]
    public async Task When_somebody_is_looking_the_password_is_shown_and_leaves_no_file(bool interactive, string? show)
    {
        var screen = new StringWriter();
        await using var app = await StartAsync(Settings(("LOCKSTEP_SHOW_ADMIN_PASSWORD", show)), new Terminal(screen, interactive));
        File.Exists(Note).ShouldBeFalse();
        screen.ToString().ShouldContain("admin@localhost");
        await ReplaceAsync(app, Password().Match(screen.ToString()).Value);
    }

    [Fact]
    public async Task The_password_that_is_made_up_has_at_least_100_bits_and_differs_each_time()
    {
        var screens = new[] { new StringWriter(), new StringWriter() };
        foreach (var screen in screens)
        {
            using var folder = new TestFolder();
            await using var app = await IdentityApp.StartAsync(folder.Path, Settings(), new Terminal(screen, IsInteractive: true));
        }

        var passwords = screens
            .Select(screen => Password().Match(screen.ToString()).Value.Replace("-", "", StringComparison.Ordinal))
            .ToArray();
        passwords[0].ShouldNotBe(passwords[1], StringComparer.Ordinal);
        passwords.ShouldAllBe(password => password.Length * Math.Log2(32) >= 100);
    }

    [Fact]
    public async Task A_configured_admin_signs_in_and_its_password_is_shown_nowhere()
    {
        var screen = new StringWriter();
        await using var app = await StartAsync(
            Settings(("LOCKSTEP_ADMIN_EMAIL", "Ada@Example.com"), ("LOCKSTEP_ADMIN_PASSWORD", "twelve chars")),
            new Terminal(screen, IsInteractive: true));
        screen.ToString().ShouldBeEmpty();
        File.Exists(Note).ShouldBeFalse();
        await app.SignInAsync("ada@example.com", "twelve chars");
    }

    [Fact]
    public async Task A_restart_changes_nobody_and_shows_nothing()
    {
        await using (await StartAsync(Settings(("LOCKSTEP_ADMIN_PASSWORD", "twelve chars"))))
        {
        }

        var screen = new StringWriter();
        await using var app = await StartAsync(
            Settings(("LOCKSTEP_ADMIN_PASSWORD", "another password"), ("LOCKSTEP_ADMIN_EMAIL", "b@x")),
            new Terminal(screen, IsInteractive: true));
        screen.ToString().ShouldBeEmpty();
        await app.SignInAsync(password: "twelve chars");
        using var other = await app.LoginAsync("b@x", "another password");
        ((int)other.StatusCode).ShouldBe(401);
    }

    [Theory]
    [InlineData("LOCKSTEP_ADMIN_PASSWORD", "eleven char")]
    [InlineData("LOCKSTEP_ADMIN_EMAIL", "nobody")]
    [InlineData("LOCKSTEP_ADMIN_EMAIL", "a b@x")]
    [InlineData("LOCKSTEP_ADMIN_EMAIL", "a@")]
    public async Task A_setting_that_will_not_do_stops_the_start_with_one_line(string name, string value)
    {
        var message = (await Should.ThrowAsync<StartupException>(() => StartAsync(Settings((name, value))))).Message;
        message.ShouldContain(name);
        message.ShouldNotContain("\n");
        message.ShouldNotContain(value);
    }

    private static async Task ReplaceAsync(IdentityApp app, string password) => (await StatusAsync(app, password, Own)).ShouldBe(200);

    private static async Task<int> StatusAsync(IdentityApp app, string password, string newPassword)
    {
        using var answer = await app.Client.PostAsJsonAsync(
            "/auth/login", new { email = IdentityApp.Email, password, newPassword }, TestContext.Current.CancellationToken);
        return (int)answer.StatusCode;
    }

    private Task<IdentityApp> StartAsync(Dictionary<string, string?> settings, Terminal? terminal = null) =>
        IdentityApp.StartAsync(_folder.Path, settings, terminal);

    private static Dictionary<string, string?> Settings(params (string Name, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.Ordinal) { ["LOCKSTEP_ADMIN_PASSWORD"] = null };
        Array.ForEach(settings, setting => all[setting.Name] = setting.Value);
        return all;
    }

    [GeneratedRegex("[a-z2-9]{4}(-[a-z2-9]{4}){5}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex Password();
}
