using System.Text.Json;
using System.Text.Json.Serialization;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Sync.Systems;

/// <summary>The systems that flows can name.</summary>
/// <param name="Items">The modules, and the outside systems of the folder.</param>
/// <param name="Connectors">The kinds of outside systems that there can be.</param>
internal sealed record SystemList(IReadOnlyList<SystemView> Items, IReadOnlyList<ConnectorView> Connectors);

/// <summary>A system as the API answers it; nothing secret.</summary>
/// <param name="Name">Its name in flows.</param>
/// <param name="Connector">The kind of system; <c>builtin</c> for a module of Lockstep.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="File">Its file in the folder of systems; null for a module.</param>
/// <param name="SignIn">How Lockstep signs in there; null for a module.</param>
/// <param name="Kinds">Its kinds of records.</param>
/// <param name="Limits">How fast Lockstep may call it; null for a module.</param>
/// <param name="LeftAloneSeconds">
/// For how long the process that answers still leaves it alone, because it was out of reach; 0 while one delivery tries whether it is back,
/// null when it is in reach.
/// </param>
internal sealed record SystemView(
    string Name, string Connector, string Description, string? File, string? SignIn, IReadOnlyList<KindView> Kinds, LimitsView? Limits,
    double? LeftAloneSeconds)
{
    private const string BuiltIn = "builtin";

    public static SystemView Of(ISystem system, ConfiguredSystem? configured, TimeSpan? leftAlone) => new(
        system.Name, configured?.Connector.Name ?? BuiltIn, configured?.Description ?? $"The module {system.Name} of Lockstep",
        configured?.File, configured is null ? null : SignInPart.Word(configured.Setup.SignIn.Kind), [.. system.Kinds.Select(KindView.Of)],
        configured is null ? null : LimitsView.Of(configured.Setup), leftAlone is { } left ? Math.Round(left.TotalSeconds, 1) : null);
}

/// <summary>How fast a system may be called.</summary>
/// <param name="PerSecond">Calls a second, of all processes together; null for as many as go.</param>
/// <param name="Burst">How many may go at once after a rest.</param>
/// <param name="InFlight">Writes on their way at once; null for what the settings say.</param>
/// <param name="Processes">Among how many processes they are divided.</param>
internal sealed record LimitsView(double? PerSecond, int Burst, int? InFlight, int Processes)
{
    public static LimitsView Of(SystemSetup setup) =>
        new(setup.Limits.Rate, setup.Limits.Burst, setup.Limits.InFlight, setup.Share.Processes);
}

/// <summary>A kind of record of a system.</summary>
/// <param name="Name">Its name in flows.</param>
/// <param name="Can">
/// What can be done with it, for example <c>read</c>, <c>changes</c>, <c>deletes</c>, <c>create</c>, <c>update</c>.
/// </param>
/// <param name="SearchFields">The fields by which a record is found; a flow's <c>to.key</c> is one of them.</param>
internal sealed record KindView(string Name, IReadOnlyList<string> Can, IReadOnlyList<string> SearchFields)
{
    private static readonly (Capability Value, string Word)[] Words =
    [
        .. Enum.GetValues<Capability>().Where(static one => one != Capability.None)
            .Select(static one => (one, JsonNamingPolicy.KebabCaseLower.ConvertName(one.ToString()))),
    ];

    public static KindView Of(RecordKind kind) => new(
        kind.Name, [.. Words.Where(word => kind.Has(word.Value)).Select(static word => word.Word)],
        [.. kind.SearchFields.Order(StringComparer.Ordinal)]);
}

/// <summary>A kind of outside system.</summary>
/// <param name="Name">Its name in the files of systems.</param>
/// <param name="Description">One sentence for people.</param>
/// <param name="SignIns">The ways of signing in that it takes.</param>
/// <param name="Options">What a file says in its part <c>options</c>.</param>
internal sealed record ConnectorView(string Name, string Description, IReadOnlyList<string> SignIns, IReadOnlyList<OptionView> Options)
{
    public static ConnectorView Of(IConnector connector) => new(
        connector.Name, connector.Description, [.. connector.SignIns.Select(SignInPart.Word)],
            [.. connector.Options.Select(OptionView.Of)]);
}

/// <summary>An option of a kind of system.</summary>
/// <param name="Name">Its name in the file.</param>
/// <param name="Kind"><c>text</c>, <c>url</c>, <c>number</c>, <c>flag</c>, <c>duration</c>, <c>secret</c> or <c>part</c>.</param>
/// <param name="Description">Meaning, unit and default.</param>
/// <param name="Required">Whether there is no system without it.</param>
internal sealed record OptionView(string Name, string Kind, string Description, bool Required)
{
    public static OptionView Of(OptionField field) =>
        new(field.Name, JsonNamingPolicy.KebabCaseLower.ConvertName(field.Kind.ToString()), field.Description, field.IsRequired);
}

/// <summary>How a connection test went.</summary>
/// <param name="Ok">Whether the system was reached and let us in.</param>
/// <param name="Cause">Why not: unavailable, quota, sign-in …; null when it was.</param>
/// <param name="Message">The same in a sentence.</param>
/// <param name="Status">The status of its answer; null where there is none.</param>
/// <param name="Answer">The beginning of its answer, without anything secret.</param>
/// <param name="TookMs">How long it took, in milliseconds.</param>
internal sealed record SystemTest(bool Ok, string? Cause, string Message, int? Status, string? Answer, long TookMs);

/// <summary>Where a person allows Lockstep what it asks for.</summary>
/// <param name="Url">The page of the provider.</param>
/// <param name="State">Comes back with the code; counts for ten minutes.</param>
internal sealed record SystemConsent(string Url, string State);

/// <summary>What the provider sent a person back with.</summary>
/// <param name="Code">The parameter <c>code</c> of the URL.</param>
/// <param name="State">The parameter <c>state</c> of the URL.</param>
internal sealed record ConsentCode(string? Code, string? State);

/// <summary>That it was allowed.</summary>
/// <param name="Until">Until when the first token counts, in UTC; the next ones are got with it.</param>
/// <param name="Renews">Whether the provider gave a refresh token; without one a person has to allow it again then.</param>
internal sealed record SystemAllowed(DateTimeOffset Until, bool Renews);

/// <summary>What the state holds, sealed.</summary>
/// <param name="Verifier">The verifier of PKCE.</param>
/// <param name="Until">Until when it counts.</param>
internal sealed record ConsentState(string Verifier, DateTimeOffset Until);

/// <summary>The JSON of systems.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(SystemList))]
[JsonSerializable(typeof(SystemTest))]
[JsonSerializable(typeof(SystemConsent))]
[JsonSerializable(typeof(ConsentCode))]
[JsonSerializable(typeof(SystemAllowed))]
[JsonSerializable(typeof(ConsentState))]
internal sealed partial class SystemJson : JsonSerializerContext;
