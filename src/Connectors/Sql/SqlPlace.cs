using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Sql;

/// <summary>Where a database is, and how it is let in to.</summary>
/// <param name="Host">The server.</param>
/// <param name="Port">Its port; null for the usual one.</param>
/// <param name="Database">The database.</param>
/// <param name="Tls">none, prefer, require or verify.</param>
/// <param name="Connections">The most at once.</param>
/// <param name="SignIn">Name and password, or none.</param>
/// <param name="Timeout">How long a statement may take.</param>
internal sealed record SqlPlace(
    string Host, int? Port, string Database, string Tls, int Connections, SignInSettings SignIn, TimeSpan Timeout)
{
    /// <summary>The password by now; null when there is none.</summary>
    public async ValueTask<string?> PasswordAsync(CancellationToken ct) => SignIn.Secret is { } secret ? await secret.ReadAsync(ct) : null;
}
