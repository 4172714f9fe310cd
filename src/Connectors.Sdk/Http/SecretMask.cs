using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;

namespace Lockstep.Connectors.Sdk.Http;

/// <summary>Takes the secrets that a system was shown out of what it says, should it repeat them.</summary>
public sealed partial class SecretMask
{
    private const int KnownMax = 12;
    private const int TextMax = 8 * ApplyResult.AnswerMax;
    private const string Masked = "***";
    private readonly Lock _adding = new();
    private readonly LinkedList<string> _newest = new();

    // Put there as a whole and read without the lock: every answer is looked through, and hardly any brings a new secret.
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

    /// <summary>What is secret by its name, whoever's it is: texts of JSON, fields of forms and queries.</summary>
    [GeneratedRegex(
        @"(?<name>""[\w.-]{0,40}(password|passwd|secret|token|api[_-]?key)[\w.-]{0,40}""\s{0,9}:\s{0,9}"")(\\.|[^""\\])*"
            + @"|(?<name>(?<![^?&])[\w.-]{0,40}(password|passwd|secret|token|api[_-]?key)[\w.-]{0,40}=)[^&\s]+",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase, 1_000)]
    private static partial Regex NamedShape();

    /// <summary>The text without them.</summary>
    public string Apply(string text) =>
        _longest.Aggregate(text, static (masked, secret) => masked.Replace(secret, Masked, StringComparison.Ordinal));

    /// <summary>The same, and without what is named as a secret in it, whoever's it is: for texts that are kept.</summary>
    public string ApplyWithNames(string text) => MaskNamed(Apply(text));

    /// <summary>
    /// The text without what is named as a secret in it; no more of it than a person is shown, many times over: looking through megabytes
    /// for names would take as long as the call.
    /// </summary>
    public static string MaskNamed(string text) => NamedShape().Replace(
        text.Length <= TextMax ? text : text[..TextMax], static found => found.Groups["name"].Value + Masked);
}
