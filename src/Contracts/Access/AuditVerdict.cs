using System.Globalization;
using System.Security.Cryptography;

namespace Lockstep.Contracts.Access;

/// <summary>What a check of the whole audit log found.</summary>
/// <param name="InOrder">Whether nothing was changed, added or taken away.</param>
/// <param name="Line">One line for a person: the figures and the newest hash, or the first thing that is wrong.</param>
public sealed record AuditVerdict(bool InOrder, string Line);

/// <summary>A place in the audit log as somebody noted it down elsewhere: what it said up to there can't change unnoticed.</summary>
/// <param name="Number">The entry's number.</param>
/// <param name="Hash">The hash of all entries up to it: 32 bytes.</param>
public sealed record AuditAnchor(long Number, byte[] Hash)
{
    /// <summary>Reads <c>NUMBER:HASH</c>, the hash in hexadecimal; null when it is something else.</summary>
    public static AuditAnchor? Parse(string text)
    {
        var parts = text.Split(':');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && parts[1].Length == 2 * SHA256.HashSizeInBytes
            && parts[1].All(char.IsAsciiHexDigit)
            ? new AuditAnchor(number, Convert.FromHexString(parts[1]))
            : null;
    }

    /// <inheritdoc />
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number}:{Convert.ToHexStringLower(Hash)}");
}
