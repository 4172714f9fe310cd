using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lockstep.Sync.JmesPath.Values;

namespace Lockstep.Sync.JmesPath.Functions;

/// <summary>Functions of texts; of every script, and of no language.</summary>
internal static class TextFunctions
{
    private const int WidthMax = 10_000;

    public static readonly Function[] All =
    [
        Function.Of(
            "starts_with", "string, string", static call => Value.Of(call.Text(0).StartsWith(call.Text(1), StringComparison.Ordinal))),
        Function.Of(
            "ends_with", "string, string", static call => Value.Of(call.Text(0).EndsWith(call.Text(1), StringComparison.Ordinal))),
        Function.Of("lower", "string|null", static call => Change(call, static text => text.ToLowerInvariant())),
        Function.Of("upper", "string|null", static call => Change(call, static text => text.ToUpperInvariant())),
        Function.Of("title", "string|null", static call => Change(call, Title)),
        Function.Of("trim", "string|null, string?", static call => Trim(call, static (text, letters) => text.Trim(letters))),
        Function.Of("trim_left", "string|null, string?", static call => Trim(call, static (text, letters) => text.TrimStart(letters))),
        Function.Of("trim_right", "string|null, string?", static call => Trim(call, static (text, letters) => text.TrimEnd(letters))),
        Function.Of("squeeze", "string|null", static call => Change(call, Squeeze)),
        Function.Of("replace", "string|null, string, string", Replace),
        Function.Of("split", "string|null, string", Split),
        Function.Of("substring", "string|null, number, number?", Substring),
        Function.Of("pad_left", "string|null, number, string?", static call => Pad(call, static (text, padding) => padding + text)),
        Function.Of("pad_right", "string|null, number, string?", static call => Pad(call, static (text, padding) => text + padding)),
        Function.Of("sha256", "string|null", static call => Change(call, Sha256)),
    ];

    /// <summary>What is done to a text is done to null too, where it gives null: a field that a record does not have stays away.</summary>
    private static Value Change(Call call, Func<string, string> change)
    {
        if (call[0].Kind is ValueKind.Null)
        {
            return default;
        }

        call.Run.SpendOn(call.Text(0).Length);
        return call.Made(change(call.Text(0)));
    }

    private static string Title(string text) => CultureInfo.InvariantCulture.TextInfo.ToTitleCase(text.ToLowerInvariant());

    /// <summary>Each character may be held against each of the letters.</summary>
    private static Value Trim(Call call, Func<string, char[]?, string> trim) => Change(call, text =>
    {
        var letters = call.TextOrNull(1)?.ToCharArray();
        call.Run.SpendOn((long)text.Length * (letters?.Length ?? 0));
        return trim(text, letters);
    });

    private static string Squeeze(string text) =>
        string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Value Replace(Call call)
    {
        if (call[0].Kind is ValueKind.Null)
        {
            return default;
        }

        var (text, old, fresh) = (call.Text(0), call.Text(1), call.Text(2));
        if (old.Length == 0)
        {
            throw Call.Wrong("replace() was given nothing to look for");
        }

        // Counted before it is made: a text of a few letters may become one of gigabytes.
        call.Run.SpendOn(text.Length);
        call.Run.Make(text.Length + ((long)text.AsSpan().Count(old) * Math.Max(0, fresh.Length - old.Length)));
        return Value.Of(text.Replace(old, fresh, StringComparison.Ordinal));
    }

    private static Value Split(Call call)
    {
        if (call[0].Kind is ValueKind.Null)
        {
            return default;
        }

        var (text, between) = (call.Text(0), call.Text(1));
        if (between.Length == 0)
        {
            throw Call.Wrong("split() was given nothing to split at");
        }

        call.Run.Spend(text.AsSpan().Count(between) + 1);
        call.Run.Make(text.Length);
        return Value.Of([.. text.Split(between).Select(Value.Of)]);
    }

    /// <summary>By code points, and from the end where the start is negative.</summary>
    private static Value Substring(Call call) => Change(call, text =>
    {
        var runes = text.EnumerateRunes().ToArray();
        var start = call.Whole(1, -WidthMax, int.MaxValue);
        var from = Math.Clamp(start < 0 ? runes.Length + start : start, 0, runes.Length);
        var length = Math.Min(call.Count > 2 ? call.Whole(2, 0, int.MaxValue) : runes.Length, runes.Length - from);
        return string.Concat(runes.Skip(from).Take(length));
    });

    private static Value Pad(Call call, Func<string, string, string> put) => Change(call, text =>
    {
        var letter = call.Count > 2 ? call.Text(2) : " ";
        if (CodePoints.Count(letter) != 1)
        {
            throw Call.Wrong("what is filled up with must be one character");
        }

        var missing = Math.Max(0, call.Whole(1, 0, WidthMax) - CodePoints.Count(text));
        return put(text, string.Concat(Enumerable.Repeat(letter, missing)));
    });

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
