using System.Text.Json.Nodes;
using Lockstep.Contracts.Users;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Outbox;
using Lockstep.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OtpNet;

namespace Lockstep.Tests.Modules.Identity.Audit;

/// <summary>What lets a user in stands in no history; that somebody changed it behind Lockstep's back is found all the same.</summary>
[RunsOnEachStore]
public sealed class CredentialTamperTests : IAsyncLifetime
{
    private const string Unproven = "its credentials are not what its newest history proves";
    private readonly TestFolder _folder = new();
    private byte[] _kept = null!;
    private long _user, _old;

    public async ValueTask InitializeAsync()
    {
        await using (var app = await TestApp.StartAsync(
            builder => builder.Configuration.AddInMemoryCollection(AuditFixture.Quick), _folder.Path))
        {
            await EnableFactorAsync(app);
            (_user, _old) = (await AddAsync(app, "ada@example.com"), await AddAsync(app, "bo@example.com"));
            (await app.Admin.SendAsync(HttpMethod.Patch, $"/api/users/{_user}", """{"name":"Ada King"}""")).Status.ShouldBe(200);
            await ChangeAsBeforeAsync(app, _old);
            (await app.PostAsync("/api/secrets/rotate", "")).Status.ShouldBeLessThan(300, "the second factor is sealed anew");
            await app.SoonAsync($"action=user:changed&target=users/{_old}");
        }

        _kept = await BehindTheBack.KeepAsync(_folder.Path, "identity", "latest");
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task What_nobody_touched_is_no_fault_and_each_thing_that_lets_a_user_in_is_found_when_it_was_changed()
    {
        var (untouched, told) = await AfterAsync();
        untouched.ShouldBe(0, told);
        foreach (var (sql, fault) in new[]
        {
            ($"update users set password_hash = (select password_hash from users where id = {_old}) where id = {_user}", Unproven),
            ($"update users set password_hash = '' where id = {_user}", Unproven),
            ("update users set password_hash = password_hash || 'A' where id = 1", Unproven),
            ($"update users set password_once = 1 where id = {_user}", Unproven),
            ("update users set totp_secret = zeroblob(60) where id = 1", Unproven),
            ("update users set totp_secret = null where id = 1", "its hasTotp is not what its newest history says"),
            ($"update users set roles = 'admin' where id = {_user}", "its roles is not what its newest history says"),
            ($"update users set disabled = 1 where id = {_user}", "its disabled is not what its newest history says"),
            ($"update users set sso_subject = 'https://idp 7' where id = {_user}", "its singleSignOn is not what its newest history says"),
        })
        {
            var (code, said) = await AfterAsync(sql);
            (code, said.Contains(fault, StringComparison.Ordinal)).ShouldBe((1, true), $"{sql}: {said}");
        }
    }

    [Fact]
    public async Task What_proves_it_can_neither_be_taken_away_nor_cut_nor_copied()
    {
        string[] statements =
        [
            $"update history_data set salt = zeroblob(16) where kind = 'user' and record_id = {_user} and version = 2",
            $"update history_data set salt = substr(salt, 1, 16) where kind = 'user' and record_id = {_user} and version = 2",
            $"""
            update history_data set salt = (select o.salt from history_data o where o.kind = 'user' and o.record_id = {_user}
              and o.version = 1) where kind = 'user' and record_id = {_user} and version = 2
            """,
        ];
        foreach (var sql in statements)
        {
            (await AfterAsync(sql)).Code.ShouldBe(1, sql);
        }
    }

    [Fact]
    public async Task A_user_whom_a_version_of_before_changed_last_is_not_told_of()
    {
        (await AfterAsync($"update users set password_hash = 'another' where id = {_old}")).Code.ShouldBe(0);
        (await AfterAsync($"update users set roles = 'admin' where id = {_old}")).Code
            .ShouldBe(1, "what its history tells is still compared");
    }

    private async Task<(int Code, string Said)> AfterAsync(params string[] statements)
    {
        if (statements.Length > 0)
        {
            await BehindTheBack.RunAsync(_folder.Path, "identity", statements);
        }

        var (code, output, errors) = await AuditApi.VerifyAsync(_folder.Path);
        await BehindTheBack.PutBackAsync(_folder.Path, "identity", _kept);
        return (code, output + errors);
    }

    private static async Task<long> AddAsync(TestApp app, string email) => (long)(await app.PostAsync(
        "/api/users", new JsonObject
        {
            ["name"] = "Somebody", ["email"] = email, ["password"] = "a password of somebody", ["roles"] = new JsonArray("sales"),
        }.ToJsonString())).Body!["id"]!;

    private static async Task EnableFactorAsync(TestApp app)
    {
        var begun = await app.PostAsync("/api/auth/totp", $$"""{"currentPassword":"{{TestApp.AdminPassword}}"}""");
        var code = new Totp(Base32Encoding.ToBytes((string)begun.Body!["secret"]!)).ComputeTotp(app.Now.UtcDateTime);
        (await app.PostAsync("/api/auth/totp/confirm", $$"""{"code":"{{code}}"}""")).Status.ShouldBe(200);
    }

    /// <summary>Writes a version of a user down as before there were proofs.</summary>
    private static async Task ChangeAsBeforeAsync(TestApp app, long id)
    {
        var database = app.Services.GetRequiredService<IdentityDatabase>();
        await database.Store.WriteAsync(async transaction =>
        {
            var now = database.Clock.GetUtcNow();
            await transaction.ExecuteAsync("update users set version = 2, updated_at = $2 where id = $1", id, now);
            var user = (await UserAccount.FindForUpdateAsync(transaction, id))!;
            await database.Log.AppendAsync<UserChanged>(
                transaction, new RecordChange(UserTable.Kind, id, 2, ChangeKind.Changed, "user:1", now, "", UserTable.ToJson(user)));
            return true;
        });
    }
}
