using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Users;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Values;

namespace Lockstep.Crm.Customers;

/// <summary>
/// Codes by which a customer proves that mail to an address reaches it. Each is a sealed note of customer and address, so that nothing has
/// to be kept: it is of no use for anybody else, for another address, or once the address is confirmed.
/// </summary>
/// <param name="database">Seals the codes.</param>
/// <param name="mail">Sends them; empty where the module runs without Identity.</param>
internal sealed class EmailCodes(CrmDatabase database, IEnumerable<IPersonalMail> mail)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(1);

    /// <summary>Whether there is a way to send codes.</summary>
    public bool CanSend => mail.Any(static one => one.IsOn);

    /// <summary>Sends a code to the address of a customer; false when the one who wants it had enough of them.</summary>
    public bool Send(Customer customer, string actor) => mail.FirstOrDefault(static one => one.IsOn)?.Send(
        actor, customer.Email!, "Confirm your e-mail address",
        $"Somebody, probably you, gave this address as that of customer {customer.Id}.\r\n\r\nYour code: {CodeOf(customer)}\r\n\r\n"
        + $"It is good for {Lifetime.TotalHours:0} hours. If it was not you, do nothing: the address stays unconfirmed.\r\n") is true;

    /// <summary>The code for the address that a customer has now.</summary>
    public string CodeOf(Customer customer)
    {
        var until = (database.Clock.GetUtcNow() + Lifetime).ToUnixTimeMilliseconds();
        var note = string.Create(CultureInfo.InvariantCulture, $"{until} {TextRules.Fold(customer.Email)}");
        return Base64Url.EncodeToString(database.Vault.Seal(Purpose(customer), Encoding.UTF8.GetBytes(note)));
    }

    /// <summary>Whether a code is one for the address that a customer has now.</summary>
    public async ValueTask<bool> IsGoodAsync(Customer customer, string code, CancellationToken ct)
    {
        var typed = string.Concat(code.Where(static letter => !char.IsWhiteSpace(letter)));
        if (!Base64Url.IsValid(typed))
        {
            return false;
        }

        try
        {
            var note = Encoding.UTF8.GetString(await database.Vault.OpenAsync(Purpose(customer), Base64Url.DecodeFromChars(typed), ct))
                .Split(' ', 2);
            return note is [var until, var address] && string.Equals(address, TextRules.Fold(customer.Email), StringComparison.Ordinal)
                && long.Parse(until, CultureInfo.InvariantCulture) > database.Clock.GetUtcNow().ToUnixTimeMilliseconds();
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string Purpose(Customer customer) => string.Create(CultureInfo.InvariantCulture, $"crm/email/{customer.Id}");
}
