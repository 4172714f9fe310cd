namespace Lockstep.Connectors.Sdk.Http;

/// <summary>Takes the secrets that a system was shown out of what it says, should it repeat them.</summary>
public sealed class SecretMask
{
    private const int KnownMax = 32;
    private const string Masked = "***";
    private readonly Lock _adding = new();
    private volatile string[] _known = [];

    /// <summary>Takes note of a secret that goes out, in each form in which it might come back.</summary>
    public void Know(string secret)
    {
        if (secret.Length == 0 || Array.IndexOf(_known, secret) >= 0)
        {
            return;
        }

        lock (_adding)
        {
            // The longest first, so that no part of one stays behind. The newest are enough: older ones have expired.
            string[] forms = [secret, Uri.EscapeDataString(secret), Convert.ToBase64String(global::System.Text.Encoding.UTF8.GetBytes(secret))];
            _known = [.. forms.Concat(_known).Distinct(StringComparer.Ordinal).Take(KnownMax).OrderByDescending(static one => one.Length)];
        }
    }

    /// <summary>The text without them.</summary>
    public string Apply(string text) =>
        _known.Aggregate(text, static (masked, secret) => masked.Replace(secret, Masked, StringComparison.Ordinal));
}
