using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Connectors.Sdk.Settings;
using Lockstep.Connectors.Tryton.Calls;
using Lockstep.Connectors.Tryton.Kinds;
using Lockstep.Connectors.Tryton.Values;

namespace Lockstep.Connectors.Tryton;

/// <summary>
/// Tryton, an ERP, over its JSON-RPC: parties, products and sales as one thinks of them, and the rows of any other model. See
/// docs/connecting-tryton.md.
/// </summary>
public sealed class TrytonConnector : IConnector
{
    private const string LanguageDefault = "en";

    /// <inheritdoc />
    public string Name => "tryton";

    /// <inheritdoc />
    public string Description => "Tryton, an ERP: parties, products, sales and the rows of other models.";

    /// <inheritdoc />
    public IReadOnlyList<OptionField> Options { get; } =
    [
        new("url", OptionKind.Url, "Where the server is, without the database.", IsRequired: true),
        new("database", OptionKind.Text, "The name of the database.", IsRequired: true),
        new("company", OptionKind.Number, "The id of the company whose records are meant. Default that of the user."),
        new("language", OptionKind.Text, "The language of names and messages. Default en."),
        new("kinds", OptionKind.Part, "More kinds of records by their names, each with model, fields, search and readOnly."),
    ];

    /// <inheritdoc />
    public IReadOnlyList<SignInKind> SignIns { get; } = [SignInKind.Basic];

    /// <inheritdoc />
    public ISystem? Open(SystemSetup setup, SettingNode options)
    {
        var url = options.Required("url") is null ? null : options.Url("url");
        var database = options.Required("database");
        var company = options.Whole("company", 1);
        var language = options.Text("language") ?? LanguageDefault;
        if (database is not null && !database.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
        {
            options.Fault("database", "must be letters, digits, _ and -");
        }

        if (setup.SignIn.Kind is SignInKind.None)
        {
            options.Fault("url", "needs a signIn beside the options, with kind: basic, user and password");
        }

        if (url is null || database is null || options.HasFaults)
        {
            // They could not be read without the rest: a second fault that says nobody knows them would mislead.
            options.Skip("kinds");
            return null;
        }

        var place = new Uri(url.AbsoluteUri.TrimEnd('/') + $"/{database}/");
        var session = new TrytonSession(setup, place);
        var rpc = new TrytonRpc(place, new SystemHttp(setup, session), company, language);
        var fields = new TrytonFields(rpc, setup.Clock);
        TrytonKind[] shipped = [new PartyKind(fields), new ProductKind(fields, rpc), new SaleKind(fields, rpc)];
        var told = options.Parts("kinds", (name, part) => PlainKind.Read(name, part, fields));
        if (shipped.FirstOrDefault(kind => told.ContainsKey(kind.Kind.Name)) is { } taken)
        {
            options.Fault("kinds", $"may not tell of {taken.Kind.Name}, which is there already");
        }

        return options.HasFaults ? null : new TrytonSystem(setup, session, rpc, fields, [.. shipped, .. told.Values]);
    }
}
