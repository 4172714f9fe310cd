using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Lockstep.Identity.Keys;
using Lockstep.Runtime.Security;
using Lockstep.Tests.Support;

namespace Lockstep.Tests.Modules.Identity;

[RunsOnEachStore]
public sealed class KeyRotationTests : IdentityTest
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    /// <summary>The life of an access token, the clocks' difference twice, and a minute in which other processes read the keys.</summary>
    private static readonly TimeSpan Verifies = TimeSpan.FromMinutes(7);

    [Fact]
    public async Task A_new_key_is_published_before_it_signs()
    {
        var old = await KidAsync();
        var made = (await RotateAsync()).First(key => key.State is "published").Kid;
        (await PublishedAsync()).ShouldBe([old, made], ignoreOrder: true);
        (await KidAsync()).ShouldBe(old, "verifiers that keep a copy of the key set do not know the new one yet");

        App.Clock.Advance(Pause - TimeSpan.FromSeconds(1));
        (await KidAsync()).ShouldBe(old);
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        (await KidAsync()).ShouldBe(made);
    }

    [Fact]
    public async Task Tokens_of_the_old_key_stay_good_until_they_expire()
    {
        await RotateAsync();
        App.Clock.Advance(Pause - TimeSpan.FromSeconds(1));
        var last = (await App.SignInAsync()).Access;
        App.Clock.Advance(TimeSpan.FromSeconds(1));
        var first = (await App.SignInAsync()).Access;
        App.Clock.Advance(TimeSpan.FromMinutes(4));
        (await StatusAsync(last)).ShouldBe(200);
        (await StatusAsync(first)).ShouldBe(200);
        App.Clock.Advance(TimeSpan.FromMinutes(1.5));
        App.Verifier.Verify(last).Refusal.ShouldBe(TokenRefusal.Expired, "its key is there still");
    }

    [Fact]
    public async Task A_key_retires_when_all_that_it_signed_has_expired_and_its_private_part_is_erased()
    {
        var old = await KidAsync();
        var token = (await App.SignInAsync()).Access;
        await RotateAsync("""{"now":true}""");
        var made = await KidAsync();
        string.Equals(made, old, StringComparison.Ordinal).ShouldBeFalse();
        (await PublishedAsync()).ShouldBe([made, old]);

        App.Clock.Advance(Verifies);
        await TestApp.EventuallyAsync(async () => (await PublishedAsync()).Count == 1, "the document names so many keys");
        (await PublishedAsync()).ShouldBe([made]);
        App.Verifier.Verify(token).Refusal.ShouldBe(TokenRefusal.UnknownKey);
        (await PrivateBytesAsync(old)).ShouldBe(0);
        (await PrivateBytesAsync(made)).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Keys_whose_time_came_while_nobody_was_there_retire_at_the_start()
    {
        var old = await KidAsync();
        await RotateAsync("""{"now":true}""");
        await App.ExecuteAsync("update signing_keys set retires_at = 0 where retires_at is not null");
        await RestartAsync();
        (await PublishedAsync()).Contains(old, StringComparer.Ordinal).ShouldBeFalse();
        (await PrivateBytesAsync(old)).ShouldBe(0);
    }

    [Fact]
    public async Task Revoking_refuses_all_old_tokens_at_once_and_ends_the_sessions()
    {
        var before = await App.SignInAsync();
        (await StatusAsync(before.Access)).ShouldBe(200);
        var old = await KidAsync();
        await RotateAsync("""{"revoke":true}""");
        (await PublishedAsync()).Contains(old, StringComparer.Ordinal).ShouldBeFalse();
        App.Verifier.Verify(before.Access).Refusal.ShouldBe(TokenRefusal.UnknownKey, "although it was remembered as verified");
        using var refreshed = await App.RefreshAsync(before.Refresh);
        ((int)refreshed.StatusCode).ShouldBe(400);
        (await StatusAsync((await App.SignInAsync()).Access)).ShouldBe(200);
    }

    [Fact]
    public async Task An_emergency_overtakes_a_key_that_is_published_only()
    {
        var published = (await RotateAsync()).First(key => key.State is "published").Kid;
        await RotateAsync("""{"now":true}""");
        var emergency = await KidAsync();
        string.Equals(emergency, published, StringComparison.Ordinal).ShouldBeFalse();
        App.Clock.Advance(Pause);
        (await KidAsync()).ShouldBe(emergency);
    }

    [Fact]
    public async Task A_key_that_gets_old_is_followed_by_another_one()
    {
        var old = await KidAsync();
        App.Clock.Advance(TimeSpan.FromDays(90));
        await TestApp.EventuallyAsync(async () => (await PublishedAsync()).Count == 2, "the document names so many keys");
        (await KidAsync()).ShouldBe(old, "the pause counts here too");
        App.Clock.Advance(Pause);
        string.Equals(await KidAsync(), old, StringComparison.Ordinal).ShouldBeFalse();
    }

    [Fact]
    public async Task A_key_that_another_process_made_is_read_soon_after_a_token_named_it_but_not_for_every_such_token()
    {
        var first = await AddElsewhereAsync();
        App.Verifier.Verify(Naming(first)).Refusal.ShouldBe(TokenRefusal.UnknownKey);
        await Patience.UntilAsync(() => App.Verifier.Verify(Naming(first)).Refusal == TokenRefusal.BadSignature);

        var second = await AddElsewhereAsync();
        App.Verifier.Verify(Naming(second)).Refusal.ShouldBe(TokenRefusal.UnknownKey);
        await App.SignInAsync();
        App.Verifier.Verify(Naming(second)).Refusal.ShouldBe(TokenRefusal.UnknownKey, "the keys were read a moment ago");
        App.Clock.Advance(TimeSpan.FromSeconds(5));
        await Patience.UntilAsync(() => App.Verifier.Verify(Naming(second)).Refusal == TokenRefusal.BadSignature);
    }

    [Fact]
    public async Task Ten_keys_are_enough_except_for_an_emergency()
    {
        for (var n = 1; n < 10; n++)
        {
            await RotateAsync();
        }

        using (var refused = await SendAsync("{}"))
        {
            ((int)refused.StatusCode).ShouldBe(409);
        }

        (await RotateAsync("""{"revoke":true}""")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Only_who_may_set_secrets_sees_or_rotates_keys()
    {
        using var anonymous = await App.GetAsync("/keys");
        ((int)anonymous.StatusCode).ShouldBe(401);
        await App.ExecuteAsync("update users set roles = 'manager'");
        using var answer = await App.GetAsync("/keys", (await App.SignInAsync()).Access);
        ((int)answer.StatusCode).ShouldBe(403);
    }

    private async Task<IReadOnlyList<Key>> RotateAsync(string body = "{}")
    {
        using var answer = await SendAsync(body);
        ((int)answer.StatusCode).ShouldBe(200);
        return [.. (await BodyAsync(answer))["items"]!.AsArray().Select(key => new Key((string)key!["kid"]!, (string)key["state"]!))];
    }

    private async Task<HttpResponseMessage> SendAsync(string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/keys/rotate")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (await App.SignInAsync()).Access);
        return await App.Client.SendAsync(request);
    }

    /// <summary>The key that signs.</summary>
    private async Task<string> KidAsync()
    {
        var header = (await App.SignInAsync()).Access.Split('.')[0];
        return (string)JsonNode.Parse(Base64Url.DecodeFromChars(header))!["kid"]!;
    }

    private async Task<int> StatusAsync(string token)
    {
        using var answer = await App.GetAsync("/users/me", token);
        return (int)answer.StatusCode;
    }

    private async Task<IReadOnlyList<string>> PublishedAsync()
    {
        var set = await App.Client.GetFromJsonAsync<JsonObject>("/.well-known/jwks.json");
        return [.. set!["keys"]!.AsArray().Select(key => (string)key!["kid"]!)];
    }

    private async Task<long> PrivateBytesAsync(string kid) => await App.Store.ReadAsync(
        reader => reader.FirstAsync("select length(private_key) from signing_keys where kid = $1", static row => row.Int64(0), kid));

    /// <summary>Makes a key that only verifies, as another process on the same database would.</summary>
    private async Task<string> AddElsewhereAsync()
    {
        var key = SigningKey.Create();
        var blob = MasterKey.Open(Folder.File("master.key")).Seal("identity/signing-key/" + key.Id, key.ExportPrivateKey());
        await App.Store.WriteAsync(transaction => transaction.ExecuteAsync(
            "insert into signing_keys (kid, public_key, private_key, created_at) values ($1, $2, $3, 0)", key.Id, key.PublicKey, blob));
        return key.Id;
    }

    /// <summary>A token under a key that did not sign it.</summary>
    private static string Naming(string kid)
    {
        var now = new DateTimeOffset(2026, 1, 31, 9, 30, 0, TimeSpan.Zero).ToUnixTimeSeconds();
        return $"{Part($$"""{"alg":"ES256","typ":"at+jwt","kid":"{{kid}}"}""")}.{Part($$"""{"sub":"user:1","iat":{{now}},"exp":{{now + 600}}}""")}.{Part(new string('x', 64))}";

        static string Part(string text) => Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(text));
    }

    private sealed record Key(string Kid, string State);
}
