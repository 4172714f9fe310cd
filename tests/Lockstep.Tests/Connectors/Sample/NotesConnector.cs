using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Http;
using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Tests.Connectors.Sample;

/// <summary>Talks to products that keep notes.</summary>
internal sealed class NotesConnector : IConnector
{
    public string Name => "notes";

    public string Description => "A product that keeps notes.";

    public IReadOnlyList<OptionField> Options { get; } =
    [
        new("url", OptionKind.Url, "Where it is.", IsRequired: true),
        new("remembersKeys", OptionKind.Flag, "Whether it makes no second note under an idempotency key. Default false."),
    ];

    public IReadOnlyList<SignInKind> SignIns { get; } = [SignInKind.ApiKey, SignInKind.AuthorizationCode];

    public ISystem? Open(SystemSetup setup, SettingNode options)
    {
        var url = options.Required("url") is null ? null : options.Url("url");
        var remembersKeys = options.Flag("remembersKeys") ?? false;
        return url is null ? null : new NotesSystem(setup, new SystemHttp(setup), url, remembersKeys);
    }
}
