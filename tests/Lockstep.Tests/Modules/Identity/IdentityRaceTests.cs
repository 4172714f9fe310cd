using System.Text.Json.Nodes;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

/// <summary>Requests about people, codes and keys at the same moment.</summary>
[RunsOnEachStore]
public sealed class IdentityRaceTests : IdentityTest
{
    private const int Rounds = 6;
    private const int Many = 6;

    private protected override Dictionary<string, string?> Settings => TestDatabases.SettingsOf(Folder.Path);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Admins_who_disable_each_other_at_once_leave_one()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var first = (await App.SignInAsync()).Access;
            var other = await App.AddUserAsync(first, $"other-{round}@example.com", "admin");
            var second = (await App.SignInAsync($"other-{round}@example.com", People.UserPassword)).Access;
            var answers = await Task.WhenAll(DisableAsync(first, other), DisableAsync(second, 1));
            answers.ShouldContain(answer => answer.Status == 200);
            var left = await App.Store.ReadAsync(
                reader =>
                    reader.FirstAsync(
                        "select count(*) from users where disabled = 0 and ',' || roles || ',' like '%,admin,%'",
                        static row => row.Int64(0)),
                Ct);
            left.ShouldBe(1, string.Join(", ", answers.Select(answer => answer.Status)));
            await App.ExecuteAsync("update users set disabled = 0 where id = 1");
            await App.ExecuteAsync($"update users set disabled = 1, roles = 'sales' where id = {other}");
        }
    }

    [Fact]
    public async Task An_address_wanted_by_many_at_once_goes_to_one_of_them()
    {
        var admin = (await App.SignInAsync()).Access;
        for (var round = 0; round < Rounds; round++)
        {
            var json = $$"""{"name":"Zoë","email":"wanted-{{round}}@example.com","roles":["sales"]}""";
            var answers = await TogetherAsync(_ => App.PostAsync("/users", admin, json));
            answers.Select(answer => answer.Status).Order().ShouldBe([201, .. Enumerable.Repeat(409, Many - 1)]);
        }
    }

    [Fact]
    public async Task Of_many_who_change_one_version_of_a_user_one_wins()
    {
        var admin = (await App.SignInAsync()).Access;
        var id = await App.AddUserAsync(admin, "changed@example.com", "sales");
        for (var version = 1; version <= Rounds; version++)
        {
            var tag = $"\"{version}\"";
            var answers = await TogetherAsync(number => App.CallAsync(
                HttpMethod.Patch, $"/users/{id}", admin, $$"""{"name":"Name {{version}} {{number}}"}""", ("If-Match", tag)));
            answers.Select(answer => answer.Status).Order().ShouldBe([200, .. Enumerable.Repeat(412, Many - 1)]);
        }
    }

    [Fact]
    public async Task A_code_that_sets_a_password_works_once_however_many_use_it()
    {
        var admin = (await App.SignInAsync()).Access;
        var id = await App.AddUserAsync(admin, "forgetful@example.com", "sales");
        for (var round = 0; round < Rounds; round++)
        {
            var code = (string)(await App.PostAsync($"/users/{id}/reset-code", admin)).Body!["code"]!;
            var answers = await TogetherAsync(number => App.PostAsync(
                "/auth/reset/confirm", null, $$"""{"code":"{{code}}","newPassword":"another password {{number}}"}"""));
            answers.Count(answer => answer.Status == 204).ShouldBe(1, string.Join(", ", answers.Select(answer => answer.Status)));
            App.Clock.Advance(TimeSpan.FromHours(1));
            admin = (await App.SignInAsync()).Access;
        }
    }

    [Fact]
    public async Task A_code_of_the_second_factor_and_a_recovery_code_let_in_once_however_many_use_them()
    {
        var token = (await App.SignInAsync()).Access;
        var begun = await App.PostAsync("/auth/totp", token, $$"""{"currentPassword":"{{IdentityApp.Password}}"}""");
        var secret = TotpTests.FromBase32((string)begun.Body!["secret"]!);
        var confirmed = await App.PostAsync("/auth/totp/confirm", token, $$"""{"code":"{{CodeOf(secret)}}"}""");
        foreach (var recovery in confirmed.Body!["recoveryCodes"]!.AsArray().Take(Rounds))
        {
            App.Clock.Advance(TimeSpan.FromHours(1));
            await LetsInOnceAsync(CodeOf(secret));
            App.Clock.Advance(TimeSpan.FromHours(1));
            await LetsInOnceAsync((string)recovery!);
        }
    }

    [Fact]
    public async Task Keys_rotated_by_many_at_once_stay_within_their_number_and_one_is_the_youngest()
    {
        var admin = (await App.SignInAsync()).Access;
        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => App.PostAsync("/keys/rotate", admin, "{}")));
        answers.Count(answer => answer.Status == 200).ShouldBe(9, string.Join(", ", answers.Select(answer => answer.Status)));
        var ages = await App.Store.ReadAsync(
            reader => reader.QueryAsync("select created_at from signing_keys where retired_at is null", static row => row.Int64(0)), Ct);
        ages.Count.ShouldBe(10);
        ages.Distinct().Count().ShouldBe(10, "which one signs must be clear");
    }

    [Fact]
    public async Task A_client_name_wanted_by_many_at_once_goes_to_one_and_its_older_tokens_stay_dead()
    {
        var admin = (await App.SignInAsync()).Access;
        const string wanted = """{"name":"Poller","clientId":"poller","roles":["integrator"]}""";
        var id = (long)(await App.PostAsync("/clients", admin, wanted)).Body!["client"]!["id"]!;
        for (var round = 0; round < Rounds; round++)
        {
            var answers = await TogetherAsync(number => number == 0
                ? App.CallAsync(HttpMethod.Delete, $"/clients/{id}", admin)
                : App.PostAsync("/clients", admin, wanted));
            answers[0].Status.ShouldBe(204);
            var made = answers.Skip(1).Where(answer => answer.Status == 201).ToList();
            made.Count.ShouldBeLessThanOrEqualTo(1);
            var client = (made.Count == 1 ? made[0] : await App.PostAsync("/clients", admin, wanted)).Body!["client"]!;
            ((long)client["tokenVersion"]!).ShouldBeGreaterThan(round + 1, "tokens of the deleted client must not count for this one");
            id = (long)client["id"]!;
        }
    }

    private static Task<ApiAnswer[]> TogetherAsync(Func<int, Task<ApiAnswer>> act) => Task.WhenAll(Enumerable.Range(0, Many).Select(act));

    private Task<ApiAnswer> DisableAsync(string token, long id) =>
        App.CallAsync(HttpMethod.Patch, $"/users/{id}", token, """{"disabled":true}""");

    private string CodeOf(byte[] secret) => TotpTests.CodeOf(secret, App.Clock.GetUtcNow());

    private async Task LetsInOnceAsync(string code)
    {
        var json = new JsonObject { ["email"] = IdentityApp.Email, ["password"] = IdentityApp.Password, ["totp"] = code }.ToJsonString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => App.PostAsync("/auth/login", null, json)));
        answers.Count(answer => answer.Status == 200).ShouldBe(1, string.Join(", ", answers.Select(answer => answer.Status)));
    }
}
