using System.Net.Http.Headers;
using System.Text;
using Lockstep.Connectors.Sdk.Settings;

namespace Lockstep.Connectors.Sdk.SignIns;

/// <summary>A key, a name with a password, or a token, looked up anew for each call: a changed one counts at once.</summary>
public sealed class FixedCredentials(SignInSettings settings) : ICredentials
{
    /// <inheritdoc />
    public async ValueTask<Reply<string>> ApplyAsync(HttpRequestMessage request, CancellationToken ct)
    {
        if (settings.Secret is not { } reference)
        {
            return "";
        }

        string secret;
        try
        {
            secret = await reference.ReadAsync(ct);
        }
        catch (SecretMissingException missing)
        {
            return new Failure(FailureCause.SignIn, missing.Message);
        }

        if (!Put(request, secret))
        {
            return new Failure(FailureCause.SignIn, $"The secret {reference.Reference} has characters that no header takes.");
        }

        return secret;
    }

    /// <inheritdoc />
    public ValueTask<bool> RenewAsync(string shown, CancellationToken ct) => ValueTask.FromResult(false);

    private bool Put(HttpRequestMessage request, string secret)
    {
        switch (settings.Kind)
        {
            case SignInKind.Basic:
                request.Headers.Authorization =
                    new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{settings.User}:{secret}")));
                return true;
            case SignInKind.ApiKey when settings.Query is { } name:
                request.RequestUri = QueryText.With(request.RequestUri!, name, secret);
                return true;
            case SignInKind.ApiKey:
                return IsHeaderText(secret) && request.Headers.TryAddWithoutValidation(settings.Header!, secret);
            case SignInKind.Bearer:
                return IsHeaderText(secret) && request.Headers.TryAddWithoutValidation("Authorization", $"{settings.Scheme} {secret}");
            default:
                return true;
        }
    }

    // These headers are added unchecked, so that tokens of any shape go; a line break in one must not begin another header.
    private static bool IsHeaderText(string secret) => secret.All(static one => one is > ' ' and <= '~' or ' ');
}
