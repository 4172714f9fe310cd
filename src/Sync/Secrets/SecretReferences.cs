using System.Text.RegularExpressions;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Runtime.Security;

namespace Lockstep.Sync.Secrets;

/// <summary>
/// What a system's file may say instead of a secret: <c>${env:NAME}</c>, <c>${file:PATH}</c> and <c>${secret:NAME}</c>, which
/// <c>lockstep secrets set systems.NAME</c> stores encrypted. Looked up when it is needed.
/// </summary>
/// <param name="folder">What paths are relative to.</param>
/// <param name="secrets">Finds what is stored; null where files are only checked.</param>
/// <param name="clock">The time.</param>
internal sealed partial class SecretReferences(string folder, Func<ISecrets>? secrets, TimeProvider clock)
{
    /// <summary>The names of all secrets that can be stored for systems.</summary>
    public static readonly KnownSecret Family = new(
        $"{Prefix}*", "What signs in at an outside system, whose file names it as ${secret:…}, the part behind systems.");

    private const string Prefix = "systems.";
    private const int FileMax = 65_536;

    /// <summary>
    /// How long a stored secret is used before it is looked up again: opening one for each call would cost more than the call.
    /// </summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>Whether a text refers to a secret.</summary>
    public static bool IsOne(string text) =>
        Pattern().Match(text) is { Success: true } match
        && (match.Groups["kind"].Value is not "secret" || Family.Has(Prefix + match.Groups["value"].Value));

    /// <summary>The secret that a text refers to; null when it refers to none.</summary>
    public Secret? Find(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var value = match.Groups["value"].Value;
        return match.Groups["kind"].Value switch
        {
            "env" => new Secret(text, _ => ValueTask.FromResult(Environment.GetEnvironmentVariable(value))),
            "file" => new Secret(text, ct => ReadAsync(Path.Combine(folder, value), ct)),
            _ => Stored(text, value),
        };
    }

    private Secret? Stored(string text, string name)
    {
        if (!Family.Has(Prefix + name))
        {
            return null;
        }

        (string? Value, DateTimeOffset At)? last = null;
        return new Secret(text, async ct =>
        {
            // One that is not there is looked for each time: whoever has just stored it does not wait.
            if (last is { Value: not null } known && clock.GetUtcNow() - known.At is var age && age >= TimeSpan.Zero && age < Fresh)
            {
                return known.Value;
            }

            var value = secrets is null ? null : await secrets().FindAsync(Prefix + name, ct);
            last = (value, clock.GetUtcNow());
            return value;
        });
    }

    /// <summary>Editors and echo end a file with a line break, which is no part of a password.</summary>
    private static async ValueTask<string?> ReadAsync(string path, CancellationToken ct)
    {
        try
        {
            return new FileInfo(path).Length > FileMax ? null : (await File.ReadAllTextAsync(path, ct)).TrimEnd('\r', '\n');
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex("^\\$\\{(?<kind>env|file|secret):(?<value>[^{}\r\n]{1,500})\\}\\z", RegexOptions.ExplicitCapture, 1_000)]
    private static partial Regex Pattern();
}
