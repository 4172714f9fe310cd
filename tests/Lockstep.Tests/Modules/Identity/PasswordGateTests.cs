using Lockstep.Identity.Passwords;
using Lockstep.Tests.Support;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Lockstep.Tests.Modules.Identity;

public sealed class PasswordGateTests
{
    [Fact]
    public async Task Beyond_the_places_checks_wait_and_beyond_the_queue_they_are_turned_away()
    {
        var hasher = new HeldHasher();
        using var gate = new PasswordGate(hasher, Options.Create(new PasswordGateOptions { HashesAtOnce = 1, HashQueueMax = 1 }));
        var running = gate.CheckAsync("hash", "right", CancellationToken.None);
        await hasher.Started.WaitAsync(TestContext.Current.CancellationToken);
        var waiting = gate.CheckAsync("hash", "wrong", CancellationToken.None);

        (await gate.CheckAsync("hash", "right", CancellationToken.None)).ShouldBe(PasswordCheck.Busy);
        waiting.IsCompleted.ShouldBeFalse();

        hasher.LetGo.Release(3);
        (await running).ShouldBe(PasswordCheck.Right);
        (await waiting).ShouldBe(PasswordCheck.Wrong);
        (await gate.CheckAsync("hash", "right", CancellationToken.None)).ShouldBe(PasswordCheck.Right);
    }

    [Fact]
    public async Task One_who_gives_up_waiting_gives_the_place_in_the_queue_back()
    {
        var hasher = new HeldHasher();
        using var gate = new PasswordGate(hasher, Options.Create(new PasswordGateOptions { HashesAtOnce = 1, HashQueueMax = 1 }));
        var running = gate.CheckAsync("hash", "right", CancellationToken.None);
        await hasher.Started.WaitAsync(TestContext.Current.CancellationToken);
        using var impatience = new CancellationTokenSource();
        var waiting = gate.CheckAsync("hash", "right", impatience.Token);
        await impatience.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);

        var next = gate.CheckAsync("hash", "right", CancellationToken.None);
        hasher.LetGo.Release(2);
        (await running).ShouldBe(PasswordCheck.Right);
        (await next).ShouldBe(PasswordCheck.Right);
    }

    [Fact]
    public async Task Without_a_hash_the_decoy_is_checked_and_even_a_match_is_wrong()
    {
        var hasher = new HeldHasher();
        hasher.LetGo.Release();
        using var gate = new PasswordGate(hasher, Options.Create(new PasswordGateOptions()));
        (await gate.CheckAsync(null, "right", CancellationToken.None)).ShouldBe(PasswordCheck.Wrong);
        hasher.LetGo.CurrentCount.ShouldBe(0, "a check must have run");
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
