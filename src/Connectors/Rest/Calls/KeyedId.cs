using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Connectors.Rest.Calls;

/// <summary>An id for a new record, made of the key of its create: the same for every repeat, and of no other create.</summary>
internal static class KeyedId
{
    /// <summary>A UUID of version 8 (RFC 9562) over the key.</summary>
    public static string Of(string key)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16);

        // Version 8 is for ids of one's own making; version 4 would claim that the bits are random.
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
