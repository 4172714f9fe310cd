using System.ComponentModel.DataAnnotations;

namespace Lockstep.Identity.Outside;

/// <summary>The outside OpenID provider; section <c>Oidc</c> of the configuration, checked at start.</summary>
internal sealed class OidcOptions
{
    /// <summary>Its issuer, exactly as its discovery document has it. Default empty: there is none.</summary>
    [StringLength(1_000)]
    public string Issuer { get; init; } = "";

    /// <summary>The <c>aud</c> of its access tokens that are meant for Lockstep. Default empty: its access tokens are not taken.</summary>
    [StringLength(200)]
    public string Audience { get; init; } = "";

    /// <summary>The client that Lockstep is at the provider. Default empty: the portal has no single sign-on.</summary>
    [StringLength(200)]
    public string ClientId { get; init; } = "";

    /// <summary>
    /// How the client shows its secret. Default <c>discovery</c>: in the body if the provider lists that, else in the header.
    /// </summary>
    [AllowedValues("discovery", "client_secret_post", "client_secret_basic")]
    public string ClientAuthentication { get; init; } = "discovery";

    /// <summary>
    /// Where the provider sends people back to, as registered there. Default empty: <c>/signin-oidc</c> below <c>Tokens:Issuer</c>.
    /// </summary>
    [StringLength(1_000)]
    public string RedirectUri { get; init; } = "";

    /// <summary>
    /// What is asked for at sign-in, with blanks between; <c>openid</c> must be there. Default <c>openid profile email</c>.
    /// </summary>
    [StringLength(1_000, MinimumLength = 6)]
    public string Scopes { get; init; } = "openid profile email";

    /// <summary>
    /// The claim whose values <see cref="RoleMap"/> maps; dots lead into objects (<c>realm_access.roles</c>). Default <c>groups</c>.
    /// </summary>
    [StringLength(200, MinimumLength = 1)]
    public string RoleClaim { get; init; } = "groups";

    /// <summary>The claim that names a person. Default <c>name</c>.</summary>
    [StringLength(200, MinimumLength = 1)]
    public string NameClaim { get; init; } = "name";

    /// <summary>
    /// Values of <see cref="RoleClaim"/> and the roles that each gives, with commas between. Default none: then nobody may do anything.
    /// </summary>
    [Length(0, 1_000)]
    public Dictionary<string, string> RoleMap { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The signature algorithms that are taken, with commas between. Default <c>RS256,PS256,ES256</c>.</summary>
    [StringLength(100, MinimumLength = 5)]
    public string Algorithms { get; init; } = "RS256,PS256,ES256";

    /// <summary>
    /// Whether access tokens without the type <c>at+jwt</c> (RFC 9068) are taken, which some providers still issue. Default false.
    /// </summary>
    [AllowedValues(true, false)]
    public bool AcceptPlainJwt { get; init; }

    /// <summary>How far clocks may differ. Default 30 s, which is also the most.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often discovery and keys are read again. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan DiscoveryInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The least pause between two such readings, whatever unknown keys tokens name. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan KeyRefreshPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Whether the provider must be called by https. Default true; false allows http on this machine's loopback only.</summary>
    [AllowedValues(true, false)]
    public bool RequireHttps { get; init; } = true;

    /// <summary>Whether there is a provider at all.</summary>
    public bool IsOn => Issuer.Length > 0;

    /// <summary>Whether people can sign in there.</summary>
    public bool HasSignIn => IsOn && ClientId.Length > 0;

    /// <summary>The algorithms, one by one.</summary>
    public IReadOnlyList<string> AlgorithmList => Split(Algorithms);

    /// <summary>The roles that the values of a claim give; what is not mapped gives nothing.</summary>
    public IReadOnlyList<string> RolesFor(IEnumerable<string> values) =>
        [
            .. values
                .SelectMany(value => Split(RoleMap.GetValueOrDefault(value) ?? ""))
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];

    /// <summary>Every role that the map can give to anybody.</summary>
    public IReadOnlyList<string> MappedRoles => RolesFor(RoleMap.Keys);

    /// <summary>Whether a URL of the provider may be called: by https, or, when allowed, on the loopback.</summary>
    public bool Accepts(string? url) => Uri.TryCreate(url, UriKind.Absolute, out var address) && address is { UserInfo: "", Fragment: "" }
        && (string.Equals(address.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal)
            || (!RequireHttps && string.Equals(address.Scheme, Uri.UriSchemeHttp, StringComparison.Ordinal) && address.IsLoopback));

    public static string[] Split(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
