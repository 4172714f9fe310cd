using System.Text.Json;
using Lockstep.Identity.Outside;
using Lockstep.Runtime.Security;

namespace Lockstep.Identity.SingleSignOn;

/// <summary>The values of the claim that roles are mapped from, in whichever shape a provider sends them.</summary>
/// <param name="Values">An array's texts, an object's names, or one text; what else stands there is left out.</param>
/// <param name="IsText">Whether it was one text, which may hold several values with blanks or commas between.</param>
/// <param name="IsMissing">Whether there is no such claim.</param>
internal sealed record RoleClaims(IReadOnlyList<string> Values, bool IsText, bool IsMissing)
{
    /// <summary>As many are shown as a page and a line of the log take.</summary>
    private const int ShownMax = 20;
    private static readonly char[] Between = [' ', ','];

    /// <summary>The claim of that very name, or the one that the dots lead to.</summary>
    public static RoleClaims Of(JsonElement claims, string name)
    {
        // Of that very name first: names that are URLs have dots that lead nowhere.
        if (claims.TryGetProperty(name, out var value))
        {
            return Read(value, JwtText.Text(claims, name));
        }

        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && claims.TryGetProperty(name[..dot], out var inner) && inner.ValueKind == JsonValueKind.Object
            ? Of(inner, name[(dot + 1)..])
            : new RoleClaims([], IsText: false, IsMissing: true);
    }

    /// <summary>
    /// The roles that the map gives: for a value as it is; for the parts of a text that is not in the map; and for a group that is written
    /// as a path from the root.
    /// </summary>
    public IReadOnlyList<string> RolesBy(OidcOptions options) => options.RolesFor(Values
        .SelectMany(value => IsText && !options.RoleMap.ContainsKey(value) ? value.Split(Between, StringSplitOptions.RemoveEmptyEntries)
            : [value])
        .Select(value => options.RoleMap.ContainsKey(value) || !value.StartsWith('/') ? value : value[1..]));

    /// <summary>What came, in words for who must find out why there is no role.</summary>
    public string Describe(string name) => IsMissing ? $"the claim {name} is missing"
        : Values.Count == 0 ? $"the claim {name} is empty or not readable"
        : $"the claim {name} has {string.Join(", ", Values.Take(ShownMax).Select(Shown))}{(Values.Count > ShownMax ? " …" : "")}, "
            + "of which none is in Oidc:RoleMap";

    private static RoleClaims Read(JsonElement value, string? text) => value.ValueKind switch
    {
        JsonValueKind.String when text is not null => new RoleClaims([text], IsText: true, IsMissing: false),
        JsonValueKind.Array => new RoleClaims([.. value.EnumerateArray().Select(JwtText.TextOf).OfType<string>()], IsText: false,
            IsMissing: false),
        JsonValueKind.Object => new RoleClaims(
            [
                .. value.EnumerateObject().Where(static member => member.Value.ValueKind is not (JsonValueKind.False or JsonValueKind.Null))
                    .Select(static member => member.Name),
            ],
            IsText: false, IsMissing: false),
        _ => new RoleClaims([], IsText: false, IsMissing: false),
    };

    private static string Shown(string value)
    {
        const int max = 60;
        var plain = string.Concat(value.Where(static letter => !char.IsControl(letter)));
        return plain.Length <= max ? plain : plain[..max] + "…";
    }
}
