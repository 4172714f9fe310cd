using Lockstep.Contracts.Access;
using Lockstep.Runtime.Security;

namespace Lockstep.Tests.Runtime.Security;

public sealed class TokenCacheTests
{
    private static readonly Caller Anybody = new("user:1", "a", Permissions.Of([]));

    [Fact]
    public void It_never_holds_more_than_its_limit_and_keeps_the_newest()
    {
        var cache = new TokenCache(max: 100);
        for (var number = 0; number < 1_000; number++)
        {
            Add(cache, number, expiresAt: 10, now: 0);
            Held(cache, 1_000).ShouldBeLessThanOrEqualTo(100);
            cache.Find(Digest(number)).ShouldNotBeNull();
        }
    }

    [Fact]
    public void What_has_expired_makes_room_before_anything_else_does()
    {
        var cache = new TokenCache(max: 10);
        Enumerable.Range(0, 5).ToList().ForEach(number => Add(cache, number, expiresAt: 10, now: 0));
        Enumerable.Range(5, 5).ToList().ForEach(number => Add(cache, number, expiresAt: 20, now: 0));
        Add(cache, 10, expiresAt: 20, now: 10);
        Enumerable.Range(0, 5).ShouldAllBe(number => cache.Find(Digest(number)) == null);
        Enumerable.Range(5, 6).ShouldAllBe(number => cache.Find(Digest(number)) != null);
    }

    [Fact]
    public void With_a_limit_of_0_it_remembers_nothing()
    {
        var cache = new TokenCache(max: 0);
        Add(cache, 1, expiresAt: 10, now: 0);
        cache.Find(Digest(1)).ShouldBeNull();
    }

    [Fact]
    public void Many_threads_together_stay_within_reach_of_the_limit_and_lose_no_count()
    {
        var cache = new TokenCache(max: 50);
        Parallel.For(0, 5_000, number => Add(cache, number, expiresAt: 10, now: 0));
        Held(cache, 5_000).ShouldBeInRange(1, 50 + Environment.ProcessorCount * 4);
        cache.RemoveAll("user:1");
        Held(cache, 5_000).ShouldBe(0);
        Enumerable.Range(0, 50).ToList().ForEach(number => Add(cache, number, expiresAt: 10, now: 0));
        Held(cache, 50).ShouldBe(50, "removed tokens must have given their places back");
    }

    private static int Held(TokenCache cache, int upTo) =>
        Enumerable.Range(0, upTo).Count(number => cache.Find(Digest(number)) is not null);

    private static void Add(TokenCache cache, int number, long expiresAt, long now) =>
        cache.Add(Digest(number), new VerifiedToken(Anybody, "key", null!, expiresAt), now);

    private static TokenDigest Digest(int number)
    {
        TokenDigest.TryOf($"token {number}", out var digest).ShouldBeTrue();
        return digest;
    }
}
