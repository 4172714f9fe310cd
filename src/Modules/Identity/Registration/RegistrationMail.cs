using System.Globalization;
using Lockstep.Contracts.Users;
using Lockstep.Identity.Schema;
using Lockstep.Identity.Users;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.Values;
using Microsoft.Extensions.Options;

namespace Lockstep.Identity.Registration;

/// <summary>
/// The codes by which people show that they got the mail to the address they registered with. A mail that a crash loses is asked for again.
/// </summary>
internal sealed class RegistrationMail(IdentityDatabase database, IPersonalMail mail, IOptions<RegistrationOptions> options)
{
    private readonly AddressCodes _codes = new(database.Vault, database.Clock);

    /// <summary>Whether new users wait for their code.</summary>
    public bool IsAwaited => mail.IsOn && options.Value.ConfirmFirst;

    /// <summary>Sends a code, unless no mail is sent or the user had enough of them.</summary>
    public void Send(UserAccount user) => mail.Send(
        user.Subject, user.Email, "Confirm your e-mail address",
        $"Somebody, probably you, registered with this address.\r\n\r\nYour code: {CodeOf(user)}\r\n\r\n"
        + $"It is good for {AddressCodes.Lifetime.TotalHours:0} hours. If it was not you, do nothing: nobody gets in with it.\r\n");

    /// <summary>The code for the address that a user has now.</summary>
    public string CodeOf(UserAccount user) => _codes.Make(Purpose(user), TextRules.Fold(user.Email)!);

    /// <summary>Whether a code is one for the address that a user has now.</summary>
    public ValueTask<bool> IsGoodAsync(UserAccount user, string code, CancellationToken ct) =>
        _codes.IsGoodAsync(Purpose(user), TextRules.Fold(user.Email)!, code, ct);

    private static string Purpose(UserAccount user) => string.Create(CultureInfo.InvariantCulture, $"identity/registration/{user.Id}");
}
