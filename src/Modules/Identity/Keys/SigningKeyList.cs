namespace Lockstep.Identity.Keys;

/// <summary>All keys that are not retired, newest first.</summary>
internal sealed record SigningKeyList(IReadOnlyList<SigningKeyView> Items)
{
    public static SigningKeyList Of(KeyRing ring, DateTimeOffset now)
    {
        var signer = ring.SignerAt(now);
        return new SigningKeyList([.. ring.NewestFirst.Select(timed => new SigningKeyView(
            timed.Key.Id,
            ReferenceEquals(timed.Key, signer) ? "signing" : timed.SignsFrom > now && timed.RetiresAt is null ? "published" : "verifying",
            timed.CreatedAt, timed.SignsFrom, timed.RetiresAt))]);
    }
}
