namespace Lockstep.Runtime.Security;

/// <summary>
/// A secret that Lockstep needs from outside, such as the password of a mail server. The part that needs it registers it:
/// <c>services.AddSingleton(new KnownSecret("mail.password", "Signs in at the SMTP server.", "Mail:Password"))</c>.
/// </summary>
/// <param name="Name">Lower case, with a dot after the part it belongs to, for example <c>mail.password</c>.</param>
/// <param name="Purpose">One sentence for people.</param>
/// <param name="Setting">The setting that counts before the stored secret, for example <c>Mail:Password</c>; null when there is none.</param>
public sealed record KnownSecret(string Name, string Purpose, string? Setting = null);

/// <summary>Gives the parts of Lockstep their secrets from outside. Identity keeps them, sealed.</summary>
public interface ISecrets
{
    /// <summary>The secret's value by now: the setting when it is there, else what was stored with <c>lockstep secrets set</c>; null when neither is.</summary>
    /// <param name="name">The name of a <see cref="KnownSecret"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ArgumentException">Nobody has registered this name: a mistake in the code.</exception>
    ValueTask<string?> FindAsync(string name, CancellationToken ct);
}
