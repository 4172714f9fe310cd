using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Identity.Sessions;

/// <summary>A refresh token: 256 random bits. Only its SHA-256 is kept; with that many bits a slow hash adds nothing.</summary>
/// <param name="Text">What the client gets, base64url.</param>
/// <param name="Hash">What the table has.</param>
internal sealed record RefreshToken(string Text, byte[] Hash)
{
    private const int Bytes = 32;

    public static RefreshToken Create() => Of(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>
    /// The token that comes after this one, by a seed of random bits: the same each time, and known to nobody who lacks either.
    /// </summary>
    public RefreshToken Next(byte[] seed) => Of(Base64Url.EncodeToString(HMACSHA256.HashData(seed, Encoding.UTF8.GetBytes(Text))));

    /// <summary>A seed of <see cref="Next"/>.</summary>
    public static byte[] Seed() => RandomNumberGenerator.GetBytes(Bytes);

    /// <summary>A token that came back; any text will do, a wrong one is simply not in the table.</summary>
    public static RefreshToken Of(string text) => new(text, SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
