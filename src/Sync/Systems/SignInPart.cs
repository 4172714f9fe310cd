using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Sync.Systems;

/// <summary>Reads the part <c>signIn</c> of a system's file.</summary>
internal static class SignInPart
{
    /// <summary>The words for the ways of signing in.</summary>
    public static readonly IReadOnlyDictionary<string, SignInKind> Kinds = new Dictionary<string, SignInKind>(StringComparer.Ordinal)
    {
        ["none"] = SignInKind.None,
        ["api-key"] = SignInKind.ApiKey,
        ["basic"] = SignInKind.Basic,
        ["bearer"] = SignInKind.Bearer,
        ["client-credentials"] = SignInKind.ClientCredentials,
        ["authorization-code"] = SignInKind.AuthorizationCode,
    };

    public static string Word(SignInKind kind) => Kinds.First(pair => pair.Value == kind).Key;

    /// <summary>What the kind needs must be there, and what it does not know must not: the rest is named as no field here.</summary>
    public static SignInSettings? Read(SettingNode node, IReadOnlyList<SignInKind> taken)
    {
        IReadOnlyList<string> words = [.. Kinds.Where(pair => taken.Contains(pair.Value)).Select(static pair => pair.Key)];
        if (node.Required("kind") is not { } given || node.Word("kind", words) is not { } word)
        {
            return null;
        }

        var kind = Kinds[word];
        return kind switch
        {
            SignInKind.ApiKey => ApiKey(node),
            SignInKind.Basic => new SignInSettings(kind) { User = node.Required("user"), Secret = Required(node, "password") },
            SignInKind.Bearer => new SignInSettings(kind) { Secret = Required(node, "token"), Scheme = node.Text("scheme") ?? "Bearer" },
            SignInKind.ClientCredentials or SignInKind.AuthorizationCode => OAuth(node, kind),
            _ => SignInSettings.None,
        };
    }

    private static SignInSettings ApiKey(SettingNode node)
    {
        var (header, query) = (node.Text("header"), node.Text("query"));
        if (header is null == query is null)
        {
            node.Fault("header", "or query must be given, and not both");
        }

        return new SignInSettings(SignInKind.ApiKey) { Header = header, Query = query, Secret = Required(node, "key") };
    }

    private static SignInSettings OAuth(SettingNode node, SignInKind kind) => new(kind)
    {
        ClientId = node.Required("clientId"),
        Secret = Required(node, "clientSecret"),
        IsClientInBody = node.Word("clientIn", "header", "body") is "body",
        Scope = node.Text("scope"),
        Scheme = node.Text("scheme") ?? "Bearer",
        TokenUrl = Url(node, "tokenUrl"),
        AuthorizeUrl = kind is SignInKind.AuthorizationCode ? Url(node, "authorizeUrl") : null,
        RedirectUrl = kind is SignInKind.AuthorizationCode ? Url(node, "redirectUrl") : null,
    };

    private static Secret? Required(SettingNode node, string name) => node.Required(name) is null ? null : node.Secret(name);

    private static Uri? Url(SettingNode node, string name) => node.Required(name) is null ? null : node.Url(name);
}
