using System.Text;

namespace Lockstep.Connectors.Sdk.Http;

/// <summary>Takes the secrets that a system was shown out of what it says, should it repeat them.</summary>
public sealed class SecretMask
{
    private const int KnownMax = 32;
    private const string Masked = "***";
    private readonly Lock _adding = new();
    private readonly LinkedList<string> _newest = new();
    private volatile string[] _longest = [];

    /// <summary>Takes note of a secret that goes out, in each form in which it might come back.</summary>
    public void Know(string? secret)
    {
        if (string.IsNullOrEmpty(secret) || Array.IndexOf(_longest, secret) >= 0)
        {
            return;
        }

        lock (_adding)
        {
            foreach (var form in (string[])[secret, Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret))])
            {
                _newest.AddFirst(form);
            }

            // The newest are enough: older ones have expired. The longest come first, so that no part of one stays behind.
            while (_newest.Count > KnownMax)
            {
                _newest.RemoveLast();
            }

            _longest = [.. _newest.Distinct(StringComparer.Ordinal).OrderByDescending(static one => one.Length)];
        }
    }

    /// <summary>The text without them.</summary>
    public string Apply(string text) =>
        _longest.Aggregate(text, static (masked, secret) => masked.Replace(secret, Masked, StringComparison.Ordinal));
}
