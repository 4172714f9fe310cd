using System.Text.Json;
using System.Text.Json.Serialization;

namespace Lockstep.Host.Commands;

/// <summary>The JSON that commands send and read.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ImportState))]
[JsonSerializable(typeof(RebuildState))]
[JsonSerializable(typeof(TokenState))]
[JsonSerializable(typeof(SecretValue))]
[JsonSerializable(typeof(SecretsState))]
[JsonSerializable(typeof(SecretsRotated))]
[JsonSerializable(typeof(KeysState))]
[JsonSerializable(typeof(RotateKeysBody))]
[JsonSerializable(typeof(BackfillBody))]
[JsonSerializable(typeof(BackfillMoveBody))]
[JsonSerializable(typeof(BackfillCountState))]
[JsonSerializable(typeof(BackfillState))]
[JsonSerializable(typeof(FlowsState))]
[JsonSerializable(typeof(FlowBody))]
[JsonSerializable(typeof(FlowCheckState))]
[JsonSerializable(typeof(FlowApplyState))]
[JsonSerializable(typeof(PauseBody))]
[JsonSerializable(typeof(FlowPauseState))]
[JsonSerializable(typeof(FlowHistoryState))]
[JsonSerializable(typeof(FlowTextState))]
[JsonSerializable(typeof(FlowDiffState))]
[JsonSerializable(typeof(MatchState))]
[JsonSerializable(typeof(MatchAccept))]
[JsonSerializable(typeof(MatchAccepted))]
[JsonSerializable(typeof(SystemsState))]
[JsonSerializable(typeof(SystemTestState))]
[JsonSerializable(typeof(SystemConsentState))]
[JsonSerializable(typeof(SystemCodeBody))]
[JsonSerializable(typeof(SystemAllowedState))]
[JsonSerializable(typeof(SignInBody))]
[JsonSerializable(typeof(ProblemState))]
internal sealed partial class CommandJson : JsonSerializerContext;
