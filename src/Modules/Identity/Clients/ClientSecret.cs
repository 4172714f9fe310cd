using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Identity.Clients;

/// <summary>
/// A secret of an API client: 256 random bits behind a prefix that secret scanners can look for. Only its SHA-256 is kept, and that alone
/// finds its row; with that many bits a slow hash adds nothing.
/// </summary>
/// <param name="Text">What the client gets.</param>
/// <param name="Hash">What the table has.</param>
internal sealed record ClientSecret(string Text, byte[] Hash)
{
    private const string Prefix = "lsk_";
    private const int Bytes = 32;

    public static ClientSecret Create() => Of(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>A secret that came in; any text will do, a wrong one is simply not in the table.</summary>
    public static ClientSecret Of(string text) => new(text, SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
