using Lockstep.Connectors.Rest.Files;
using Lockstep.Connectors.Sdk;
using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Rest;

/// <summary>
/// Talks to any REST API that its file tells of: paths, where things lie in answers, how to go on, what faults mean. No code for each.
/// </summary>
public sealed class RestConnector : IConnector
{
    /// <inheritdoc />
    public string Name => "rest";

    /// <inheritdoc />
    public string Description => "Any HTTP API with JSON records, told by its file.";

    /// <inheritdoc />
    public IReadOnlyList<OptionField> Options { get; } =
    [
        new("url", OptionKind.Url, "What all paths are below.", IsRequired: true),
        new("test", OptionKind.Text, "The path that a connection test asks; else a page of the first kind."),
        new("headers", OptionKind.Part, "Headers of each request; nothing secret."),
        new("pageSize", OptionKind.Number, "Records of a page, 1 to 10,000; default 100."),
        new("times", OptionKind.Text, "How {since} is written: iso, unix (seconds) or unix-ms; default iso."),
        new("bodyIn", OptionKind.Text, "The member of a body in which a record goes; default the body itself."),
        new("conditional", OptionKind.Text, "The header that carries the expected version, such as 'If-Match: \"{version}\"'."),
        new("once", OptionKind.Part, "What makes a repeated create safe: header, or id for an id made of the key; keptFor."),
        new("answers", OptionKind.Part, "Where things lie in answers: record, items, id, version, order, changedAt, next, total, deleted."),
        new("errors", OptionKind.Part, "Where code, message and field of an error lie, and what codes and statuses mean."),
        new("kinds", OptionKind.Part, "The kinds of records: list, changes, read, create, update, delete, search.", IsRequired: true),
    ];

    /// <inheritdoc />
    public IReadOnlyList<SignInKind> SignIns { get; } = Enum.GetValues<SignInKind>();

    /// <inheritdoc />
    public ISystem? Open(SystemSetup setup, SettingNode options) => RestFile.Read(options) is { } api ? new RestSystem(setup, api) : null;
}
