using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Lockstep.Runtime.Security;

/// <summary>
/// Codes by which somebody shows that mail to an address reaches them. Each is a sealed note of the address, so that nothing has to be
/// kept: it is of no use for another purpose or another address.
/// </summary>
/// <param name="vault">Seals them.</param>
/// <param name="clock">Ends them.</param>
public sealed class AddressCodes(Vault vault, TimeProvider clock)
{
    /// <summary>The longest text that is worth a look.</summary>
    public const int LengthMax = 2_000;

    /// <summary>How long one is good.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>A code.</summary>
    /// <param name="purpose">What for, with the id of whom it is for.</param>
    /// <param name="address">The address that it goes to, in the one form in which addresses are compared.</param>
    public string Make(string purpose, string address)
    {
        var until = (clock.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds();
        var note = string.Create(CultureInfo.InvariantCulture, $"{until} {address}");
        return Base64Url.EncodeToString(vault.Seal(purpose, Encoding.UTF8.GetBytes(note)));
    }

    /// <summary>Whether a code is one for the purpose and the address, and still good.</summary>
    public async ValueTask<bool> IsGoodAsync(string purpose, string address, string code, CancellationToken ct)
    {
        var typed = string.Concat(code.Where(static letter => !char.IsWhiteSpace(letter)));
        if (!Base64Url.IsValid(typed))
        {
            return false;
        }

        try
        {
            var note = Encoding.UTF8.GetString(await vault.OpenAsync(purpose, Base64Url.DecodeFromChars(typed), ct)).Split(' ', 2);
            return note is [var until, var known] && string.Equals(known, address, StringComparison.Ordinal)
                && long.Parse(until, CultureInfo.InvariantCulture) > clock.GetUtcNow().ToUnixTimeMilliseconds();
        }
        catch (CryptographicException)
        {
            return false;
        }
    }
}
