using System.Diagnostics.CodeAnalysis;
using System.Net;
using Lockstep.Runtime.Http;
using Microsoft.Extensions.Options;

namespace Lockstep.Gateway.Edge.Limits;

/// <summary>
/// Keeps guessing cheap for us and slow for others: an address whose credentials were refused too often may not try another one for a
/// while. Ask before a credential is checked that was not seen before; one that was verified and is remembered is served without asking, so
/// that others behind the same address go on working.
/// </summary>
internal sealed class RefusalLimit(IOptions<LimitsOptions> options, TimeProvider clock)
{
    private readonly KeyedRateLimit<AddressKey> _limit = new(
        options.Value.RefusedPerAddressRate, options.Value.RefusedPerAddressBurst, options.Value.MaxTracked, clock);

    /// <summary>Whether an unseen credential from this address may be checked; the problem to answer, a 429, when not.</summary>
    public bool MayTry(IPAddress? address, [NotNullWhen(false)] out Problem? problem)
    {
        var wait = _limit.Wait(AddressKey.Of(address));
        problem = wait == TimeSpan.Zero
            ? null
            : new Problem(429, "Too many tokens, keys or passwords from this address were wrong; wait, then try again.", RetryAfter: wait);
        return problem is null;
    }

    /// <summary>Notes down that a credential from this address was refused.</summary>
    public void Refused(IPAddress? address) => _limit.Take(AddressKey.Of(address));
}
