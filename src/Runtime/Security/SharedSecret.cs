using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Runtime.Security;

/// <summary>A secret that a caller shows as it is.</summary>
public static class SharedSecret
{
    /// <summary>Whether a text is one of the secrets; the comparison takes the same time for each.</summary>
    public static bool IsOne(string shown, IReadOnlyList<string> secrets)
    {
        var (hash, isOne) = (SHA256.HashData(Encoding.UTF8.GetBytes(shown)), false);
        foreach (var secret in secrets)
        {
            isOne |= CryptographicOperations.FixedTimeEquals(hash, SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
        }

        return isOne;
    }
}
