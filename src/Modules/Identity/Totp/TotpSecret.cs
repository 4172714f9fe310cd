namespace Lockstep.Identity.Totp;

/// <summary>The secret for the authenticator app, shown here and never again.</summary>
/// <param name="Secret">In base 32, to be typed.</param>
/// <param name="Uri">The same as a link, to be shown as a QR code.</param>
internal sealed record TotpSecret(string Secret, string Uri);
