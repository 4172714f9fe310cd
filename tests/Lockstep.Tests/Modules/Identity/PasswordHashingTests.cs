using Lockstep.Identity.Passwords;
using Lockstep.Runtime.UseCases;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Modules.Identity;

public sealed class PasswordHashingTests
{
    private static readonly ClientNetwork Here = ClientNetwork.Of(System.Net.IPAddress.Loopback);

    private static Refusal? Admit() => null;

    private static void Nothing()
    {
        // What a wrong password leads to is not looked at here.
    }

    [Fact]
    public async Task Beyond_the_places_checks_wait_and_beyond_the_queue_they_are_turned_away()
    {
        var hasher = new HeldHasher();
        var gate = new PasswordHashing(hasher, Options.Create(new PasswordHashingOptions { HashesAtOnce = 1, HashQueueMax = 1 }));
        var running = gate.CheckAsync(Here, "hash", "right", Admit, Nothing, CancellationToken.None);
        await hasher.Started.WaitAsync(TestContext.Current.CancellationToken);
        var waiting = gate.CheckAsync(Here, "hash", "wrong", Admit, Nothing, CancellationToken.None);

        (await gate.CheckAsync(Here, "hash", "right", Admit, Nothing, CancellationToken.None)).Busy!.Code.ShouldBe(RefusalCode.Unavailable);
        waiting.IsCompleted.ShouldBeFalse();

        hasher.LetGo.Release(3);
        (await running).IsRight.ShouldBeTrue();
        (await waiting).IsRight.ShouldBeFalse();
        (await gate.CheckAsync(Here, "hash", "right", Admit, Nothing, CancellationToken.None)).IsRight.ShouldBeTrue();
    }

    [Fact]
    public async Task One_who_gives_up_waiting_gives_the_place_in_the_queue_back()
    {
        var hasher = new HeldHasher();
        var gate = new PasswordHashing(hasher, Options.Create(new PasswordHashingOptions { HashesAtOnce = 1, HashQueueMax = 1 }));
        var running = gate.CheckAsync(Here, "hash", "right", Admit, Nothing, CancellationToken.None);
        await hasher.Started.WaitAsync(TestContext.Current.CancellationToken);
        using var impatience = new CancellationTokenSource();
        var waiting = gate.CheckAsync(Here, "hash", "right", Admit, Nothing, impatience.Token);
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);

        var next = gate.CheckAsync(Here, "hash", "right", Admit, Nothing, CancellationToken.None);
        hasher.LetGo.Release(2);
        (await running).IsRight.ShouldBeTrue();
        (await next).IsRight.ShouldBeTrue();
    }

    [Fact]
    public async Task Without_a_hash_the_decoy_is_checked_and_even_a_match_is_wrong()
    {
        var hasher = new HeldHasher();
        hasher.LetGo.Release();
        var gate = new PasswordHashing(hasher, Options.Create(new PasswordHashingOptions()));
        (await gate.CheckAsync(Here, null, "right", Admit, Nothing, CancellationToken.None)).IsRight.ShouldBeFalse();
        hasher.LetGo.CurrentCount.ShouldBe(0, "a check must have run");
    }

    [Fact]
    public async Task Who_waits_behind_a_wrong_password_is_asked_again_when_the_turn_comes()
    {
        var hasher = new HeldHasher();
        var gate = new PasswordHashing(hasher, Options.Create(new PasswordHashingOptions { HashesAtOnce = 1 }));
        var closed = false;
        Refusal? Open() => closed ? new Refusal(RefusalCode.TooMany, "closed") : null;
        var first = gate.CheckAsync(Here, "hash", "wrong", Open, () => closed = true, CancellationToken.None);
        await hasher.Started.WaitAsync(TestContext.Current.CancellationToken);
        var behind = gate.CheckAsync(Here, "hash", "right", Open, Nothing, CancellationToken.None);
        hasher.LetGo.Release(2);
        (await first).IsRight.ShouldBeFalse();
        (await behind).Busy!.Code.ShouldBe(RefusalCode.TooMany);
        hasher.LetGo.CurrentCount.ShouldBe(1, "the second password was not looked at");
    }

    [Fact]
    public async Task A_sign_in_that_is_turned_away_is_told_when_to_come_back()
    {
        using var folder = new TestFolder();
        var hasher = new HeldHasher();
        await using var app = await IdentityApp.StartAsync(
            folder.Path,
            new Dictionary<string, string?>(StringComparer.Ordinal) { ["Identity:HashesAtOnce"] = "1", ["Identity:HashQueueMax"] = "0" },
            adjust: services => services.AddSingleton<IPasswordHasher<string>>(hasher));
        var first = app.LoginAsync(password: "right");
        await hasher.Started.WaitAsync(TestContext.Current.CancellationToken);

        using var second = await app.LoginAsync(password: "right");
        ((int)second.StatusCode).ShouldBe(503);
        second.Headers.RetryAfter!.Delta.ShouldNotBeNull();

        hasher.LetGo.Release();
        using var answer = await first;
        ((int)answer.StatusCode).ShouldBe(200);
    }

    /// <summary>A hash that lasts until the test lets it go; the password "right" is right.</summary>
    private sealed class HeldHasher : IPasswordHasher<string>
    {
        public SemaphoreSlim Started { get; } = new(0);

        public SemaphoreSlim LetGo { get; } = new(0);

        public string HashPassword(string user, string password) => "hash";

        public PasswordVerificationResult VerifyHashedPassword(string user, string hashedPassword, string providedPassword)
        {
            Started.Release();
            LetGo.Wait(TestContext.Current.CancellationToken);
            return providedPassword is "right" ? PasswordVerificationResult.Success : PasswordVerificationResult.Failed;
        }
    }
}
