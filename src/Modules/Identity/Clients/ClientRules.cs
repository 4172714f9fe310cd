using System.Text.RegularExpressions;
using Lockstep.Contracts;
using Lockstep.Contracts.Access;
using Lockstep.Runtime.Http;
using Lockstep.Runtime.Security;
using Lockstep.Runtime.UseCases;
using Lockstep.Runtime.Values;

namespace Lockstep.Identity.Clients;

/// <summary>What makes an API client valid, and who may grant what.</summary>
internal static partial class ClientRules
{
    private const int NameMax = 100;
    private const int ClientIdMax = 60;

    public static Errors Check(ClientInput input)
    {
        var errors = new Errors();
        TextRules.CheckRequired(errors, "name", input.Name, NameMax);
        if (input.ClientId is not null && !ClientId().IsMatch(input.ClientId))
        {
            errors.Add(
                "clientId", $"Must have 2 to {ClientIdMax} small letters, digits, dots and dashes, with a letter or digit first and last.");
        }

        CheckWords(errors, "roles", input.Roles, Permissions.Roles);
        CheckWords(errors, "scopes", input.Scopes, Permissions.All);
        if (input.Dialect is not null && !DialectNames.All.Contains(input.Dialect, StringComparer.Ordinal))
        {
            errors.Add("dialect", $"Must be one of {string.Join(", ", DialectNames.All)}.");
        }

        return errors;
    }

    public static void CheckWords(Errors errors, string field, IReadOnlyList<string>? words, IEnumerable<string> known)
    {
        if (words?.FirstOrDefault(word => word is null || !known.Contains(word, StringComparer.Ordinal)) is { } unknown)
        {
            errors.Add(field, $"There is no {unknown}; {Nearest.Hint(unknown, [.. known.Order(StringComparer.Ordinal)])}");
        }
        else if (words?.Any(word => word is null) is true)
        {
            errors.Add(field, "Must hold words, not null.");
        }
    }

    /// <summary>A 403 when somebody would hand on more than they hold, else null: else whoever makes clients makes an admin.</summary>
    public static Refusal? RefuseGrant(Caller caller, IReadOnlyList<string>? roles, IReadOnlyList<string>? scopes)
    {
        var missing = Granted(roles ?? [], scopes).Where(permission => !caller.Can(permission)).Order(StringComparer.Ordinal).ToArray();
        return missing.Length == 0 ? null : new Refusal(
            RefusalCode.Forbidden, $"Nobody grants what they do not hold; {caller.Name} lacks {string.Join(", ", missing)}.");
    }

    /// <summary>What roles allow, narrowed by scopes where there are any.</summary>
    public static IReadOnlySet<string> Granted(IReadOnlyList<string> roles, IReadOnlyList<string>? scopes) =>
        Permissions.Of(roles).Where(permission => scopes?.Contains(permission, StringComparer.Ordinal) ?? true)
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>A client id from a name: its letters and digits, the rest dashes.</summary>
    public static string ClientIdFrom(string name)
    {
        var id = NotInIds().Replace(name.ToLowerInvariant(), "-").Trim('-', '.');
        id = id.Length > ClientIdMax ? id[..ClientIdMax].Trim('-', '.') : id;
        return id.Length < 2 ? $"client-{id}".TrimEnd('-') : id;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,58}[a-z0-9]\\z", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex ClientId();

    [GeneratedRegex("[^a-z0-9.]+", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex NotInIds();
}
