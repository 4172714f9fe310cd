namespace Lockstep.Connectors.Sdk.Settings;

/// <summary>
/// A secret of a system's file: a reference that is looked up when it is needed, so that a new value counts without a restart. Shows itself
/// as
/// <c>***</c>.
/// </summary>
/// <param name="reference">Where it comes from, for people: <c>${env:NAME}</c>.</param>
/// <param name="read">Looks the value up; null when there is none.</param>
public sealed class Secret(string reference, Func<CancellationToken, ValueTask<string?>> read)
{
    /// <summary>Where it comes from; nothing secret.</summary>
    public string Reference { get; } = reference;

    /// <summary>The value by now.</summary>
    /// <exception cref="SecretMissingException">There is none.</exception>
    public async ValueTask<string> ReadAsync(CancellationToken ct) =>
        await read(ct) is { Length: > 0 } value ? value : throw new SecretMissingException(Reference);

    /// <summary>Nothing secret.</summary>
    public override string ToString() => "***";
}

/// <summary>A secret that a system needs is not there; the message names where it was looked for.</summary>
public sealed class SecretMissingException(string reference) : Exception($"The secret {reference} is not set.");
