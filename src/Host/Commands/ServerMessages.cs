using System.Text.Json.Serialization;
using Lockstep.Runtime.UseCases;

namespace Lockstep.Host.Commands;

/// <summary>An import as the API answers it, as far as the terminal shows it.</summary>
internal sealed record ImportState(
    long Id, string State, long Rows, long Created, long Updated, long Unchanged, long Refused, IReadOnlyList<string> IgnoredColumns,
    string Verdicts, ReadAsState? ReadAs = null);

/// <summary>How a file was read, as far as the terminal shows it.</summary>
internal sealed record ReadAsState(
    string Format, string? Packed, string? Charset, string? CharsetFrom, string? Separator, string? Decimal, string? DecimalFrom)
{
    private const string Guessed = "guessed";

    /// <summary>One line for a person.</summary>
    public string Line
    {
        get
        {
            string?[] parts =
            [
                Packed is null ? Format : $"{Format} in {Packed}",
                Charset,
                CharsetFrom is Guessed ? "which is guessed (look at the names, and say --charset if they are wrong)" : null,
                Separator is null ? null : $"cells apart by {Separator}",
                Decimal is null ? null : $"decimals behind {Decimal}",
                DecimalFrom is Guessed ? "which is guessed from all numbers (--decimal says it)" : null,
            ];
            return $"Read as {string.Join(", ", parts.Where(static part => part is not null))}";
        }
    }
}

/// <summary>What the API answers to a sign-in.</summary>
internal sealed record TokenState([property: JsonPropertyName("access_token")] string AccessToken);

/// <summary>What a person types to sign in; the new password with a one-time password only.</summary>
internal sealed record SignInBody(string Email, string Password, string? NewPassword = null);

/// <summary>Problem details, as far as the terminal shows them.</summary>
internal sealed record ProblemState(string? Detail, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors);

/// <summary>What to bring that a flow has missed.</summary>
internal sealed record BackfillBody(DateTimeOffset? Since, bool DryRun, int? PerSecond, bool Count);

/// <summary>How a backfill is to go on.</summary>
internal sealed record BackfillMoveBody(int? PerSecond);

/// <summary>How much a flow has missed.</summary>
internal sealed record BackfillCountState(long Missing);

/// <summary>How far a backfill is.</summary>
internal sealed record BackfillState(
    long Id, string Flow, string State, long? Total, long Records, long Queued, double? PerSecond, long Failures, string? Reason);

/// <summary>How to rotate the signing keys.</summary>
internal sealed record RotateKeysBody(bool Now, bool Revoke);

/// <summary>A signing key as the server lists it.</summary>
internal sealed record KeyState(string Kid, string State, DateTimeOffset CreatedAt, DateTimeOffset SignsFrom, DateTimeOffset? RetiresAt);

/// <summary>All signing keys.</summary>
internal sealed record KeysState(IReadOnlyList<KeyState> Items);

/// <summary>A secret on its way to the server.</summary>
internal sealed record SecretValue(string Value);

/// <summary>A secret as the server lists it.</summary>
internal sealed record SecretState(string Name, string Purpose, string Source, DateTimeOffset? UpdatedAt, string? UpdatedBy);

/// <summary>All secrets that can be set.</summary>
internal sealed record SecretsState(IReadOnlyList<SecretState> Items);

/// <summary>What a rotation did.</summary>
internal sealed record SecretsRotated(int Databases, int Sealed);
