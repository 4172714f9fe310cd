using System.Text.RegularExpressions;

namespace Lockstep.Runtime.Security;

/// <summary>
/// A secret that Lockstep needs from outside, such as the password of a mail server. The part that needs it registers it:
/// <c>services.AddSingleton(new KnownSecret("mail.password", "Signs in at the SMTP server.", "Mail:Password"))</c>.
/// </summary>
/// <param name="Name">
/// Lower case, with a dot after the part it belongs to, for example <c>mail.password</c>. One that ends with <c>.*</c> is a family: any
/// name with something behind the dot.
/// </param>
/// <param name="Purpose">One sentence for people.</param>
/// <param name="Setting">
/// The setting that counts before the stored secret, for example <c>Mail:Password</c>; null when there is none.
/// </param>
public sealed partial record KnownSecret(string Name, string Purpose, string? Setting = null)
{
    /// <summary>Whether it stands for any name behind a dot.</summary>
    public bool IsFamily => Name.EndsWith(".*", StringComparison.Ordinal);

    /// <summary>Whether a name is one of this family: 1 to 60 of a-z, 0-9, dots and dashes behind its dot.</summary>
    public bool Has(string name) => IsFamily && name.StartsWith(Name[..^1], StringComparison.Ordinal) && Rest()
        .IsMatch(name[(Name.Length - 1)..]);

    [GeneratedRegex("^[a-z0-9]([a-z0-9.-]{0,58}[a-z0-9])?\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Rest();
}

/// <summary>Gives the parts of Lockstep their secrets from outside. Identity keeps them, sealed.</summary>
public interface ISecrets
{
    /// <summary>
    /// The secret's value by now: the setting when it is there, else what was stored with <c>lockstep secrets set</c>; null when neither
    /// is.
    /// </summary>
    /// <param name="name">The name of a <see cref="KnownSecret"/>.</param>
    /// <param name="ct">Ends the wait.</param>
    /// <exception cref="ArgumentException">Nobody has registered this name: a mistake in the code.</exception>
    ValueTask<string?> FindAsync(string name, CancellationToken ct);
}
