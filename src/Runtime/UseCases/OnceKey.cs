using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Runtime.UseCases;

/// <summary>Tells a repeat from a new wish (draft-ietf-httpapi-idempotency-key-header).</summary>
/// <param name="Scope">Within what the name counts: caller and what is called.</param>
/// <param name="Name">What the caller calls the wish, 1 to 255 characters.</param>
/// <param name="TraceId">The trace of this try; a repeat hears of the first one's.</param>
public sealed record OnceKey(string Scope, string Name, string? TraceId = null)
{
    private const int NameMax = 255;

    /// <summary>A refusal when the name can't be one; else null.</summary>
    public Refusal? Fault =>
        Name.Length is > 0 and <= NameMax ? null : Refusal.Invalid("Idempotency-Key", $"Must have 1 to {NameMax} characters.");

    /// <summary>Under what the answer is kept.</summary>
    internal byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes($"{Scope}\n{Name}"));
}
