using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Lockstep.Connectors.Sdk.Http;

/// <summary>Takes the secrets that a system was shown out of what it says, should it repeat them.</summary>
public sealed partial class SecretMask
{
    private const int KnownMax = 12;
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
            _newest.AddFirst(secret);

            // The newest are enough: older ones have expired. The longest come first, so that no part of one stays behind.
            while (_newest.Count > KnownMax)
            {
                _newest.RemoveLast();
            }

            _longest = [.. _newest.SelectMany(Forms).Distinct(StringComparer.Ordinal).OrderByDescending(static one => one.Length)];
        }
    }

    /// <summary>As it is, in a URL, in Base64, and as texts of JSON are written: with more or less of it escaped.</summary>
    private static IEnumerable<string> Forms(string secret)
    {
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(secret));
        foreach (var form in (string[])[secret, base64])
        {
            yield return form;
            yield return Uri.EscapeDataString(form);
            var (strict, relaxed) = (JavaScriptEncoder.Default.Encode(form), JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(form));
            var lower = EscapeShape().Replace(strict, static escape => escape.Value.ToLowerInvariant());
            var ascii = AsciiShape().Replace(lower, static escape => ((char)Convert.ToInt32(escape.Value[2..], 16)).ToString());
            var markup = MarkupShape().Replace(form, static one => $"\\u00{(int)one.Value[0]:x2}");
            foreach (var json in (string[])[strict, lower, ascii, markup, relaxed])
            {
                yield return json;
                yield return json.Replace("/", "\\/", StringComparison.Ordinal);
            }
        }
    }

    [GeneratedRegex(@"\\u[0-9A-F]{4}", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex EscapeShape();

    /// <summary>What alone some writers escape, lest it be taken for markup.</summary>
    [GeneratedRegex("[<>&]", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex MarkupShape();

    /// <summary>Escapes that most writers spare themselves: those of letters of ASCII that JSON lets stand.</summary>
    [GeneratedRegex(@"\\u00(2[0-13-9a-f]|[3-7][0-9a-f])", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex AsciiShape();

    /// <summary>The text without them.</summary>
    public string Apply(string text) =>
        _longest.Aggregate(text, static (masked, secret) => masked.Replace(secret, Masked, StringComparison.Ordinal));
}
