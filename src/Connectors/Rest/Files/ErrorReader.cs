using System.Globalization;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Contracts;

namespace Lockstep.Connectors.Rest.Files;

/// <summary>Reads how a system tells of faults.</summary>
internal static class ErrorReader
{
    private static readonly Dictionary<string, ErrorMeaning> Words = new(StringComparer.Ordinal)
    {
        ["unavailable"] = ErrorMeaning.Unavailable,
        ["quota"] = ErrorMeaning.Quota,
        ["sign-in"] = ErrorMeaning.SignIn,
        ["target-refused"] = ErrorMeaning.TargetRefused,
        ["validation"] = ErrorMeaning.Validation,
        ["not-found"] = ErrorMeaning.NotFound,
        ["version-conflict"] = ErrorMeaning.VersionConflict,
        ["exists"] = ErrorMeaning.Exists,
        ["gone-or-forbidden"] = ErrorMeaning.GoneOrForbidden,
    };

    /// <summary>Statuses mean what they usually do, and bodies are only shown.</summary>
    public static ErrorSettings None { get; } = new() { Meanings = new Dictionary<string, ErrorMeaning>(StringComparer.Ordinal) };

    public static ErrorSettings Read(SettingNode node)
    {
        var meanings = new Dictionary<string, ErrorMeaning>(StringComparer.Ordinal);
        foreach (var (code, word) in node.Pairs("meanings"))
        {
            if (Words.TryGetValue(word, out var meaning))
            {
                meanings[code] = meaning;
            }
            else
            {
                node.Fault("meanings", $"has {code}: {word}, which is no cause; {Nearest.Hint(word, [.. Words.Keys])}");
            }
        }

        var path = node.Path("code");
        if (path is null && meanings.Keys
            .FirstOrDefault(static key => !int.TryParse(key, CultureInfo.InvariantCulture, out _)) is { } unread)
        {
            node.Fault("meanings", $"has the code {unread}, but errors.code does not say where codes lie");
        }

        return new ErrorSettings { Message = node.Path("message"), Code = path, Field = node.Path("field"), Meanings = meanings };
    }
}
