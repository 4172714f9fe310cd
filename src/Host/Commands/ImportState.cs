using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.Host.Commands;

/// <summary>An import as the API answers it, as far as the terminal shows it.</summary>
internal sealed record ImportState(
    long Id, string State, long Rows, long Created, long Updated, long Unchanged, long Refused, IReadOnlyList<string> IgnoredColumns, string Verdicts);

/// <summary>What the API answers to a sign-in.</summary>
internal sealed record TokenState([property: JsonPropertyName("access_token")] string AccessToken);

/// <summary>What a person types to sign in.</summary>
internal sealed record Credentials(string Email, string Password);

/// <summary>Problem details, as far as the terminal shows them.</summary>
internal sealed record ProblemState(string? Detail, IReadOnlyDictionary<string, IReadOnlyList<string>>? Errors);

/// <summary>The JSON that commands send and read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ImportState))]
[JsonSerializable(typeof(TokenState))]
[JsonSerializable(typeof(SecretValue))]
[JsonSerializable(typeof(SecretsState))]
[JsonSerializable(typeof(SecretsRotated))]
[JsonSerializable(typeof(KeysState))]
[JsonSerializable(typeof(RotateKeysBody))]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(ProblemState))]
internal sealed partial class CommandJson : JsonSerializerContext;
