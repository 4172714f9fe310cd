using System.Globalization;
using Lockstep.Contracts.Customers;
using Lockstep.Contracts.Users;
using Lockstep.Crm.Schema;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Values;

namespace Lockstep.Crm.Customers;

/// <summary>
/// Codes by which a customer proves that mail to an address reaches it; of no use for anybody else, for another address, or once the
/// address is confirmed.
/// </summary>
/// <param name="database">Seals the codes.</param>
/// <param name="mail">Sends them; empty where the module runs without Identity.</param>
internal sealed class EmailCodes(CrmDatabase database, IEnumerable<IPersonalMail> mail)
{
    private readonly AddressCodes _codes = new(database.Vault, database.Clock);

    /// <summary>Whether there is a way to send codes.</summary>
    public bool CanSend => mail.Any(static one => one.IsOn);

    /// <summary>Sends a code to the address of a customer; false when the one who wants it had enough of them.</summary>
    public bool Send(Customer customer, string actor) => mail.FirstOrDefault(static one => one.IsOn)?.Send(
        actor, customer.Email!, "Confirm your e-mail address",
        $"Somebody, probably you, gave this address as that of customer {customer.Id}.\r\n\r\nYour code: {CodeOf(customer)}\r\n\r\n"
        + $"It is good for {AddressCodes.Lifetime.TotalHours:0} hours. If it was not you, do nothing: the address stays unconfirmed."
        + "\r\n") is true;

    /// <summary>The code for the address that a customer has now.</summary>
    public string CodeOf(Customer customer) => _codes.Make(Purpose(customer), TextRules.Fold(customer.Email)!);

    /// <summary>Whether a code is one for the address that a customer has now.</summary>
    public ValueTask<bool> IsGoodAsync(Customer customer, string code, CancellationToken ct) =>
        _codes.IsGoodAsync(Purpose(customer), TextRules.Fold(customer.Email) ?? "", code, ct);

    private static string Purpose(Customer customer) => string.Create(CultureInfo.InvariantCulture, $"crm/email/{customer.Id}");
}

/// <summary>A code that came by mail.</summary>
internal sealed record EmailProof
{
    /// <summary>Required from customers; the staff vouch for the address themselves.</summary>
    public string? Code { get; init; }
}

/// <summary>What happens now.</summary>
internal sealed record EmailAsked(string Detail);
